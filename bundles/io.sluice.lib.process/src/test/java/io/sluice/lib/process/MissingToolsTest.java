/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A machine without util-linux: nothing starts, and it is said what to install; then it starts without more ado. */
@Timeout(120)
class MissingToolsTest {
    private static final long LIMIT_S = 60;

    @TempDir
    Path directory;

    @Test
    void programsStartOnceItIsInstalled() throws Exception {
        Path tools = Files.createDirectory(directory.resolve("bin"));
        ProgramSpec spec = ProgramSpec.of("true", List.of("/bin/true"));
        try (var programs = new Programs("test", directory.resolve("programs"), Limits.DEFAULT, List.of(tools))) {
            for (int i = 0; i < Limits.DEFAULT.programs() + 1; i++) { // none takes a place
                assertThatThrownBy(() -> programs.start(spec))
                        .isInstanceOfSatisfying(
                                ProgramException.class,
                                problem -> assertThat(problem.reason()).isEqualTo(ProgramException.Cause.UNSUPPORTED))
                        .hasMessageContaining("install util-linux");
            }
            Files.createSymbolicLink(tools.resolve("setsid"), Path.of("/usr/bin/setsid"));
            Exit exit = programs.start(spec).ended().toCompletableFuture().get(LIMIT_S, TimeUnit.SECONDS);
            assertThat(exit.code()).isZero();
        }
    }
}
