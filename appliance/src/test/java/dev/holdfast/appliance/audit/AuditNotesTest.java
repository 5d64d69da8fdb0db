package dev.holdfast.appliance.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.http.HttpRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a controller adds to the record of its request. */
final class AuditNotesTest {
  @Test
  void of_sameRequest_isTheSameNotes() {
    HttpRequest<?> request = HttpRequest.GET("/");
    AuditNotes.of(request).target("prj_1").detail("name", "One");

    assertThat(AuditNotes.of(request).target()).isEqualTo("prj_1");
    assertThat(AuditNotes.of(request).details()).containsExactly(Map.entry("name", "One"));
  }

  @Test
  void of_anotherRequest_startsAnew() {
    AuditNotes.of(HttpRequest.GET("/")).target("prj_1").actor(AuditKit.ADA);
    AuditNotes fresh = AuditNotes.of(HttpRequest.GET("/"));

    assertThat(fresh.target()).isEmpty();
    assertThat(fresh.actor()).isEqualTo(Actor.ANONYMOUS);
    assertThat(fresh.details()).isEmpty();
  }

  @Test
  void details_givenOut_areACopyThatNobodyChanges() {
    AuditNotes notes = AuditNotes.of(HttpRequest.GET("/")).detail("a", "1");
    Map<String, String> given = notes.details();
    notes.detail("a", "2").detail("b", "3");

    assertThat(given).containsExactly(Map.entry("a", "1"));
    assertThat(notes.details()).containsEntry("a", "2").containsEntry("b", "3");
    assertThatThrownBy(() -> given.put("c", "4")).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void event_madeOfChangingDetails_keepsWhatItWasMadeOf() {
    Map<String, String> details = new java.util.HashMap<>(Map.of("a", "1"));
    AuditEvent event =
        AuditKit.event(AuditKit.TENANT, "a", Outcome.SUCCESS, AuditKit.ADA, details, null);
    details.put("a", "2");

    assertThat(event.details()).containsExactly(Map.entry("a", "1"));
  }
}
