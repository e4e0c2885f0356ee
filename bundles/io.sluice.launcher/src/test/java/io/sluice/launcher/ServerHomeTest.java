/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerHomeTest {
    @TempDir
    Path temp;

    @Test
    void makesTheFoldersOnTheFirstStart() throws Exception {
        try (ServerHome home = ServerHome.open(temp.resolve("a/b"))) {
            assertThat(home.directory().resolve("deploy")).isDirectory();
            assertThat(home.cache()).isDirectory();
            assertThat(home.log()).hasToString(temp + "/a/b/logs/sluice.log");
        }
    }

    @Test
    void isRefusedToASecondServerUntilTheFirstOneEnds() throws Exception {
        Path directory = temp.resolve("home");
        try (ServerHome first = ServerHome.open(directory)) {
            StartRefusedException refusal = refusal(directory);
            long pid = ProcessHandle.current().pid();
            assertThat(refusal.exitCode()).isEqualTo(ExitCode.HOME_NOT_USABLE);
            assertThat(refusal)
                    .hasMessage("home " + first.directory() + " is in use by another server (process " + pid + ")");
        }
        ServerHome.open(directory).close();
    }

    @Test
    void isRefusedWhenItIsAFile() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));

        assertThat(refusal(file).exitCode()).isEqualTo(ExitCode.HOME_NOT_USABLE);
        assertThat(refusal(file)).hasMessageStartingWith("home " + file + " is not usable: ");
    }

    private static StartRefusedException refusal(Path directory) {
        return catchThrowableOfType(StartRefusedException.class, () -> ServerHome.open(directory));
    }
}
