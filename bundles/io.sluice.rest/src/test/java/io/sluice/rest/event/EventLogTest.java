/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Role;
import io.sluice.api.stream.StreamEvents;
import io.sluice.rest.Asker;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private static final Map<String, Object> STATE = Map.of(
            StreamEvents.NAME, "a",
            StreamEvents.OLD_STATE, "IDLE",
            StreamEvents.NEW_STATE, "STARTING",
            StreamEvents.TEXT, "192.0.2.7 is away");

    private final EventLog log = new EventLog();

    @Test
    void keepsTheNewest() {
        for (int i = 1; i <= EventLog.CAPACITY + 10; i++) {
            log.add("io/sluice/DRIVER", Map.of("n", i));
        }

        assertThat(log.newest()).isEqualTo(EventLog.CAPACITY + 10);
        assertThat(log.reaches(9)).isFalse();
        assertThat(log.reaches(10)).isTrue();
        assertThat(log.after(10)).hasSize(EventLog.CAPACITY);
        assertThat(log.after(log.newest())).isEmpty();
        assertThat(log.after(log.newest() - 1)).hasSize(1);
    }

    private static String seen(Identity identity, String topic, Map<String, Object> values) {
        byte[] bytes = EventView.of(new EventLog.Entry(7, topic, values), identity);
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void showsAViewerTheStateOfTheirStreamsAndNoText() {
        assertThat(seen(Asker.who("e", Role.VIEWER, "a"), StreamEvents.STATE, STATE))
                .isEqualTo("""
                        id: 7
                        event: stream/STATE
                        data: {"new":"STARTING","old":"IDLE","stream":"a"}

                        """);
        assertThat(seen(Asker.who("e", Role.VIEWER, "b"), StreamEvents.STATE, STATE))
                .isEmpty();
        assertThat(seen(Asker.VIEWER, StreamEvents.DRIVER, Map.of("bundle", "x")))
                .isEmpty();
        assertThat(seen(Asker.VIEWER, StreamEvents.STATE, Map.of(StreamEvents.NAME, "a", StreamEvents.SOURCE, "rtsp:")))
                .isEmpty();
    }

    @Test
    void showsAnAdministratorAll() {
        assertThat(seen(Asker.who("e", Role.ADMIN, "a"), StreamEvents.STATE, STATE))
                .contains("192.0.2.7");
        assertThat(seen(Asker.who("e", Role.ADMIN, "a"), StreamEvents.DRIVER, Map.of("bundle", "x")))
                .isEmpty();
        assertThat(seen(Asker.ADMIN, StreamEvents.DRIVER, Map.of("bundle", "x")))
                .contains("event: DRIVER");
    }

    @Test
    void masksAndKeepsOneLine() {
        Map<String, Object> values = EventView.values(Map.of(
                "text", "rtsp://a:S3cr3t@x/\nid: 9", "event.topics", "t", "object", new Object(), "generation", 3L));

        assertThat(values.keySet()).containsExactly("generation", "text");
        assertThat(seen(Asker.ADMIN, "io/sluice/x", values))
                .doesNotContain("S3cr3t")
                .hasLineCount(4);
    }
}
