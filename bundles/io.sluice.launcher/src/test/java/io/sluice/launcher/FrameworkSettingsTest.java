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
        Files.writeString(
                distribution.resolve("conf/sluice.properties"),
                "felix.fileinstall.dir=${sluice.home}/deploy\nsluice.home=forged\nsluice.startup.parts=config, net\n");
    }

    @Test
    void tellsBundlesWhatTheCommandLineSaid() throws IOException {
        assertThat(FrameworkSettings.of(distribution, OPTIONS, "1.2").values())
                .containsEntry("sluice.home", "/h")
                .containsEntry("sluice.config", "/c.yaml")
                .containsEntry("sluice.set", "a.b=1\nc=2")
                .containsEntry("sluice.dev", "true")
                .containsEntry("sluice.version", "1.2")
                .containsEntry("felix.fileinstall.dir", "/h/deploy");
    }

    @Test
    void keepsTheShellFromEndingTheServerUnlessItWasAskedFor() throws IOException {
        RunOptions shell = new RunOptions(Path.of("/h"), Path.of("/c"), List.of(), false, true);

        assertThat(FrameworkSettings.of(distribution, OPTIONS, "1").values())
                .containsEntry("gosh.args", "--nointeractive");
        assertThat(FrameworkSettings.of(distribution, shell, "1").values()).doesNotContainKey("gosh.args");
    }

    @Test
    void namesThePartsToWaitFor() throws IOException {
        FrameworkSettings settings = FrameworkSettings.of(distribution, OPTIONS, "1");

        assertThat(settings.startupParts()).containsExactly("config", "net");
        assertThat(settings.startupTimeoutMs()).isEqualTo(15_000);
    }
}
