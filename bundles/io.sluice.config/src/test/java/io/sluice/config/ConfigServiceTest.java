/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

class ConfigServiceTest {
    private final FakeConfigurationAdmin admin = new FakeConfigurationAdmin();
    private final Map<String, String> framework = new TreeMap<>();
    private volatile Map<String, Object> status = Map.of();
    private ConfigService service;

    @TempDir
    Path home;

    private void start() {
        framework.put("sluice.home", home.toString());
        service = new ConfigService(context(), admin);
    }

    @AfterEach
    void stop() {
        if (service != null) {
            service.close();
        }
        assertThat(status).isEmpty();
        await(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().equals("sluice-config")));
    }

    @Test
    void theFirstStartMakesTheFileAndTheDemoStream() {
        start();
        assertThat(home.resolve("conf/sluice.yaml")).exists();
        assertThat(admin.all).containsKeys("io.sluice.stream~demo", "io.sluice.rtsp", "io.sluice.tuning");
        assertThat(status)
                .containsEntry("sluice.startup", "config")
                .containsEntry("sluice.config.state", "APPLIED")
                .doesNotContainKey("sluice.startup.error");
    }

    @Test
    void aWrongFileAtTheStartIsTheLineOfTheLauncher() throws Exception {
        Path file = Files.writeString(home.resolve("x.yaml"), "rtsp:\n  listen: x\n");
        framework.put("sluice.config", file.toString());
        start();
        assertThat(admin.all).isEmpty();
        assertThat((String) status.get("sluice.startup.error"))
                .startsWith(file + ":2: rtsp.listen: \"x\" is not allowed");
        // In a framework without our launcher the server runs on: the file can be mended.
        Files.writeString(file, "rtsp:\n  listen: \":1\"\n");
        await(() -> "APPLIED".equals(status.get("sluice.config.state")));
        assertThat(status).doesNotContainKey("sluice.startup.error");
    }

    @Test
    void aNamedFileThatIsMissingIsNotMade() {
        framework.put("sluice.config", home.resolve("none.yaml").toString());
        start();
        assertThat(status).containsEntry("sluice.startup.error", home.resolve("none.yaml") + ": does not exist");
        assertThat(home.resolve("none.yaml")).doesNotExist();
    }

    @Test
    void anInvalidChangeAppliesNothingAndShowsWhy() throws Exception {
        start();
        Path file = home.resolve("conf/sluice.yaml");
        Map<String, Object> before = admin.all.get("io.sluice.rtsp").properties;
        Files.writeString(file, "rtsp: { listen: \":2\" }\nstreams: { a: x }\n");
        await(() -> "INVALID".equals(status.get("sluice.config.state")));
        assertThat((String) status.get("sluice.config.error")).startsWith(file + ":2: streams.a: source has no scheme");
        assertThat(status).doesNotContainKey("sluice.startup.error");
        assertThat(admin.all.get("io.sluice.rtsp").properties).isEqualTo(before);
        assertThat(admin.all).containsKey("io.sluice.stream~demo");
    }

    @Test
    void aChangeIsAppliedWithinTwoSeconds() throws Exception {
        start();
        long start = System.nanoTime();
        Files.writeString(home.resolve("conf/sluice.yaml"), "streams: { hall: \"rtsp://192.0.2.1/\" }\n");
        await(() -> admin.calls.contains("update io.sluice.stream~hall"));
        assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
        assertThat(admin.all).doesNotContainKey("io.sluice.stream~demo");
    }

    @Test
    void theCommandLineWins() {
        framework.put("sluice.set", "rtsp.listen=:9\nstreams.two=demo:");
        start();
        assertThat(admin.all.get("io.sluice.rtsp").properties).containsEntry("listen", ":9");
        assertThat(admin.all).containsKeys("io.sluice.stream~demo", "io.sluice.stream~two");
    }

    private BundleContext context() {
        return proxy(BundleContext.class, (method, arguments) -> switch (method) {
            case "getProperty" -> framework.get((String) arguments[0]);
            case "registerService" -> registration((Dictionary<?, ?>) arguments[2]);
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private ServiceRegistration<?> registration(Dictionary<?, ?> properties) {
        status = copy(properties);
        ServiceReference<?> reference =
                proxy(ServiceReference.class, (method, arguments) -> status.get((String) arguments[0]));
        return proxy(ServiceRegistration.class, (method, arguments) -> {
            switch (method) {
                case "getReference" -> {
                    return reference;
                }
                case "setProperties" -> status = copy((Dictionary<?, ?>) arguments[0]);
                default -> status = Map.of();
            }
            return null;
        });
    }

    private static Map<String, Object> copy(Dictionary<?, ?> properties) {
        Map<String, Object> copy = new ConcurrentHashMap<>();
        FrameworkUtil.asMap(properties).forEach((key, value) -> copy.put((String) key, value));
        return copy;
    }

    private interface Answer {
        Object to(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                ConfigServiceTest.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method.getName(), arguments)));
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
