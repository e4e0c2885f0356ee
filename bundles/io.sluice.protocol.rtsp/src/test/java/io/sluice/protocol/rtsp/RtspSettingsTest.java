/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.auth.Role;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RtspSettingsTest {
    @Test
    void readsWhatIsConfigured() {
        assertThat(RtspSettings.of(Map.of())).isEqualTo(RtspSettings.DEFAULT);
        assertThat(RtspSettings.of(Map.of("publish_timeout", "1.5s", "default_query", "video", "basic", true)))
                .isEqualTo(new RtspSettings(
                        "video",
                        Duration.ofMillis(1_500),
                        Duration.ofSeconds(60),
                        true,
                        8556,
                        GroupRange.NONE,
                        Role.PUBLISHER));
        assertThat(RtspSettings.of(Map.of("session_timeout", "90s")).sessionTimeoutS())
                .isEqualTo(90);
        assertThat(RtspSettings.of(Map.of("talk", "viewer")).talk()).isEqualTo(Role.VIEWER);
        assertThat(RtspSettings.of(Map.of("talk", "nobody")).talk()).isNull();
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> RtspSettings.of(Map.of("publish_timeout", "soon")))
                .hasMessageContaining("publish_timeout: soon");
        assertThatThrownBy(() -> RtspSettings.of(Map.of("session_timeout", "900ms")))
                .hasMessageContaining("session_timeout: 900 ms");
        assertThatThrownBy(() -> RtspSettings.of(Map.of("talk", "everybody"))).hasMessageContaining("nobody");
        assertThatThrownBy(() -> RtspSettings.of(Map.of("default_query", "video=x")))
                .hasMessageContaining("allowed are");
    }
}
