package dev.holdfast.appliance.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses that no provider may have, in whatever they are wrapped. */
class ForbiddenAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.0.1",
        "100.100.100.200",
        "192.0.0.192",
        "0.0.0.0",
        "224.0.0.1",
        "::",
        "fe80::1",
        "ff02::1",
        "fd00:ec2::254",
        "fd00:ec2::254%251",
        "::ffff:169.254.169.254",
        // NAT64, IPv4-compatible, 6to4: the network or the kernel unpacks them.
        "64:ff9b::169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::100.100.100.200",
        "64:ff9b::0.0.0.0",
        "::169.254.169.254",
        "2002:a9fe:a9fe::",
        "2002:a9fe:a9fe:1234::5"
      })
  void address_thatOnlyThisMachineMayReach_isForbidden(String address) {
    assertThat(ProviderAddress.isForbidden(InetAddress.ofLiteral(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "::1",
        "10.0.0.7",
        "192.168.1.20",
        "172.16.0.1",
        "8.8.8.8",
        "100.100.100.201",
        "fd00:ec2::253",
        "fd12:3456::1",
        "2001:4860:4860::8888",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1"
      })
  void address_ofARealProvider_isAllowed(String address) {
    assertThat(ProviderAddress.isForbidden(InetAddress.ofLiteral(address))).isFalse();
  }
}
