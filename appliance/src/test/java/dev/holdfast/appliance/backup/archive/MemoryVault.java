package dev.holdfast.appliance.backup.archive;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Files in memory, which a test can look into and change. */
public final class MemoryVault implements Vault {
  public final Map<String, byte[]> files = new TreeMap<>();

  @Override
  public Upload write(String name) {
    return new Upload() {
      private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

      @Override
      public void write(int one) {
        bytes.write(one);
      }

      @Override
      public void commit() {
        files.put(name, bytes.toByteArray());
      }
    };
  }

  @Override
  public byte[] read(String name, long offset, int length) throws IOException {
    int from = Math.toIntExact(offset);
    return Arrays.copyOfRange(readAll(name, Long.MAX_VALUE), from, from + length);
  }

  @Override
  public byte[] readAll(String name, long most) throws IOException {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      throw new FileNotFoundException(name);
    }
    return bytes;
  }

  @Override
  public List<Stored> list() {
    return files.entrySet().stream()
        .map(file -> new Stored(file.getKey(), file.getValue().length))
        .toList();
  }

  @Override
  public void delete(String name) {
    files.remove(name);
  }

  @Override
  public String description() {
    return "memory";
  }
}
