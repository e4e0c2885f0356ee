/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.Ports;
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code ./sluice run --shell} on a terminal, which Debian's {@code script} gives it. */
class ShellIT {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Test
    void anOperatorAtATerminalHasTheShellAndEndsTheServerWithIt() throws Exception {
        Path home = ServerProcess.homeWith("streams: {}\n");
        Path screen = home.resolve("screen");
        String server = String.join(
                " ",
                Dist.directory().resolve("sluice").toString(),
                "run --shell --home",
                home.toString(),
                "--set rtsp.listen=127.0.0.1:" + Ports.free(),
                "--set api.listen=127.0.0.1:" + Ports.free());
        ProcessBuilder terminal = new ProcessBuilder("script", "-qec", server, "/dev/null")
                .redirectErrorStream(true)
                .redirectOutput(screen.toFile());
        terminal.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = terminal.start();
        try (BufferedWriter keyboard = process.outputWriter()) {
            Await.until(
                    "the banner", Pace.of(LIMIT), () -> Files.readString(screen).contains("Ready; "));
            keyboard.write("sluice:drivers\n");
            keyboard.flush();
            Await.until(
                    "the drivers",
                    Pace.of(LIMIT),
                    () -> Files.readString(screen).matches("(?s).*sluice:drivers.*\\brtsps?\\b.*"));
            keyboard.write("exit 0\n");
            keyboard.flush();

            assertThat(process.waitFor(Pace.of(LIMIT).toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
