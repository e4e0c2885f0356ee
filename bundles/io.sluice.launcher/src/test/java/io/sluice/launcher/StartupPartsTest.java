/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

class StartupPartsTest {
    private static final long LONG_ENOUGH_MS = 10_000;

    @TempDir
    Path cache;

    private TestFramework felix;
    private StartupParts parts;

    @BeforeEach
    void start() throws Exception {
        felix = new TestFramework(cache);
        felix.framework.start();
        parts = new StartupParts(felix.framework.getBundleContext());
    }

    @AfterEach
    void stop() throws Exception {
        parts.close();
        felix.close();
    }

    @Test
    void givesTheLinesInTheOrderThePartsWereNamed() throws Exception {
        report("demo", "", "demo stream");
        report("net", "", "RTSP one", "RTSP two");
        CompletableFuture<Void> late = CompletableFuture.runAsync(() -> report("config", "", "file"));

        assertThat(parts.await(List.of("config", "net"), LONG_ENOUGH_MS))
                .containsExactly("file", "RTSP one", "RTSP two", "demo stream");
        late.join();
    }

    @Test
    void endsAtTheFirstErrorWithItsLineAndTheCodeOfItsPart() {
        report("net", "port 8554 is taken");

        StartRefusedException refusal = refusal(LONG_ENOUGH_MS);

        assertThat(refusal).hasMessage("port 8554 is taken");
        assertThat(refusal.exitCode()).isEqualTo(ExitCode.PORT_TAKEN);
    }

    @Test
    void namesThePartsThatNeverReported() {
        report("net", "");

        StartRefusedException refusal = refusal(20);

        assertThat(refusal).hasMessage("config did not start within 20 ms");
        assertThat(refusal.exitCode()).isEqualTo(ExitCode.START_FAILED);
    }

    @Test
    void keepsTheLinesThatAPartTakesBack() throws Exception {
        ServiceRegistration<?> registration = report("auth", "", "a secret, shown once");
        registration.setProperties(FrameworkUtil.asDictionary(Map.of("sluice.startup", "auth")));

        assertThat(parts.await(List.of("auth"), LONG_ENOUGH_MS)).containsExactly("a secret, shown once");
    }

    @Test
    void waitsForNobodyWhenNoPartIsNamed() throws Exception {
        assertThat(parts.await(List.of(), LONG_ENOUGH_MS)).isEmpty();
    }

    private StartRefusedException refusal(long timeoutMs) {
        return catchThrowableOfType(
                StartRefusedException.class, () -> parts.await(List.of("config", "net"), timeoutMs));
    }

    private ServiceRegistration<?> report(String part, String error, String... lines) {
        Map<String, Object> properties =
                Map.of("sluice.startup", part, "sluice.startup.error", error, "sluice.startup.lines", lines);
        return felix.framework
                .getBundleContext()
                .registerService(Object.class, new Object(), FrameworkUtil.asDictionary(properties));
    }
}
