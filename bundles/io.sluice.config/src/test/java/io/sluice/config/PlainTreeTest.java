/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlainTreeTest {
    @Test
    void saysWhatIsWrittenAndFillsNothingIn() throws ConfigException {
        String text = """
                streams:
                  demo: demo:
                  hall: "rtsp://${USER}@192.0.2.7/1"
                  none:
                  list: [ on, 1:30, ~ ]
                """;

        assertThat(PlainTree.of(YamlText.parse("x.yaml", text)))
                .isEqualTo(Map.of(
                        "streams",
                        Map.of(
                                "demo", "demo:",
                                "hall", "rtsp://${USER}@192.0.2.7/1",
                                "none", "",
                                "list", List.of("on", "1:30", ""))));
    }
}
