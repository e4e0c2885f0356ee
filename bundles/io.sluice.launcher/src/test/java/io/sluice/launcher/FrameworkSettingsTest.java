/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameworkSettingsTest {
    private static final RunOptions OPTIONS =
            new RunOptions(Path.of("/h"), Path.of("/c.yaml"), List.of("a.b=1", "c=2"), true, false);

    @TempDir
    Path distribution;

    @BeforeEach
    void writeProperties() throws IOException {
        Files.createDirectory(distribution.resolve("conf"));
        Files.writeString(distribution.resolve("conf/sluice.properties"), """
                felix.fileinstall.dir=${sluice.home}/deploy
                sluice.home=forged
                sluice.startup.parts=config, net
                sluice.startup.protocols=rtsp, http
                """);
    }

    @Test
    void tellsBundlesWhatTheCommandLineSaid() throws IOException {
        assertThat(FrameworkSettings.of(distribution, OPTIONS, "1.2", Set.of()).values())
                .containsEntry("sluice.home", "/h")
                .containsEntry("sluice.config", "/c.yaml")
                .containsEntry("sluice.set", "a.b=1\nc=2")
                .containsEntry("sluice.dev", "true")
                .containsEntry("sluice.version", "1.2")
                .containsEntry("felix.fileinstall.dir", "/h/deploy");
    }

    @Test
    void namesThePartsToWaitFor() throws IOException {
        FrameworkSettings settings = FrameworkSettings.of(distribution, OPTIONS, "1", Set.of());

        assertThat(settings.startupParts()).containsExactly("config", "net");
        assertThat(settings.startupTimeoutMs()).isEqualTo(15_000);
    }

    @Test
    void waitsForNoProtocolThatTheOperatorStopped() throws IOException {
        Set<String> stopped = Set.of("io.sluice.protocol.rtsp");

        assertThat(FrameworkSettings.of(distribution, OPTIONS, "1", stopped)
                        .values()
                        .get("sluice.startup.protocols"))
                .isEqualToIgnoringWhitespace("http");
        assertThat(FrameworkSettings.of(distribution, OPTIONS, "1", Set.of())
                        .values()
                        .get("sluice.startup.protocols"))
                .isEqualToIgnoringWhitespace("rtsp, http");
    }
}
