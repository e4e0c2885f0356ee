/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchLinesTest {
    private static List<String> of(String yaml) throws ConfigException {
        return WatchLines.of(ConfigReader.read("f", yaml.getBytes(StandardCharsets.UTF_8), List.of()));
    }

    @Test
    void namesTheUrlOfEachStream() throws ConfigException {
        assertThat(of("streams: { demo: \"demo:\", \"front door/1\": \"demo:\" }"))
                .containsExactlyInAnyOrder(
                        "stream demo  rtsp://127.0.0.1:8554/demo",
                        "stream front door/1  rtsp://127.0.0.1:8554/front%20door/1");
    }

    @Test
    void saysNothingWhereNothingIsServed() throws ConfigException {
        assertThat(of("rtsp: { listen: \"\" }\nstreams: { demo: \"demo:\" }")).isEmpty();
    }

    @Test
    void staysOneScreen() throws ConfigException {
        var yaml = new StringBuilder("streams:\n");
        for (int i = 0; i < 40; i++) {
            yaml.append("  s").append(i).append(": demo:\n");
        }
        assertThat(of(yaml.toString())).hasSize(6).last().isEqualTo("and 35 more streams");
    }
}
