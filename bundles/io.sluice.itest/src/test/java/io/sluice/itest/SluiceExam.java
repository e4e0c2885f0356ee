/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.ops4j.pax.exam.CoreOptions.bootDelegationPackage;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemPackage;

import io.sluice.testkit.Ports;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.inject.Inject;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/**
 * The whole distribution inside the test's JVM, on free ports and with a home of its own; the test methods run in a
 * bundle beside it. AssertJ and bnd ({@link FixtureBundle}) are there too. Use org.junit.Test (JUnit 4), one class a
 * server. {@link #yaml} and {@link #settings} are asked outside the framework, before it starts.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public abstract class SluiceExam {
    protected static final Duration SOON = Duration.ofSeconds(30);

    private static final String RTSP_PORT = "sluice.itest.rtspPort";
    private static final String HTTP_PORT = "sluice.itest.httpPort";

    @Inject
    protected BundleContext context;

    /** The content of the configuration file. */
    protected String yaml() {
        return "streams: {}\n";
    }

    /** What {@code --set} would say, beside the free ports. */
    protected List<String> settings() {
        return List.of();
    }

    @Configuration
    public Option[] distribution() throws Exception {
        Path home = Dist.workDirectory(getClass().getSimpleName());
        for (String folder : List.of("cache", "conf", "deploy", "logs", "run")) {
            Files.createDirectories(home.resolve(folder));
        }
        Path config = Files.writeString(home.resolve("conf/sluice.yaml"), yaml());
        int port = Ports.free();
        List<String> sets = new ArrayList<>(settings());
        sets.add("rtsp.listen=127.0.0.1:" + port);
        int httpPort = Ports.free();
        sets.add("api.listen=127.0.0.1:" + httpPort);

        List<Option> options = new ArrayList<>(environment());
        Map<String, String> properties = Dist.properties(home);
        properties.remove("org.osgi.framework.system.packages.extra"); // Pax Exam's own exports are there
        properties.put("gosh.args", "--nointeractive");
        properties.put("sluice.home", home.toString());
        properties.put("sluice.dist", Dist.directory().toString());
        properties.put("sluice.config", config.toString());
        properties.put("sluice.set", String.join("\n", sets));
        properties.put("sluice.dev", "true");
        properties.put("sluice.version", "itest");
        properties.put(RTSP_PORT, String.valueOf(port));
        properties.put(HTTP_PORT, String.valueOf(httpPort));
        properties.forEach((name, value) -> options.add(frameworkProperty(name).value(value)));
        for (Path jar : Dist.bundles()) {
            options.add(bundle(jar.toUri().toString())
                    .startLevel(Dist.startLevel(jar))
                    .start(!Dist.manifest(jar).containsKey(Constants.FRAGMENT_HOST)));
        }
        return options.toArray(Option[]::new);
    }

    /** What the launcher gives bundles, and what a test gives itself. */
    private static List<Option> environment() {
        List<Option> options = new ArrayList<>();
        for (String slf4j : List.of("org.slf4j", "org.slf4j.event", "org.slf4j.helpers", "org.slf4j.spi")) {
            options.add(systemPackage(slf4j + ";version=2.0.20"));
            options.add(systemPackage(slf4j + ";version=1.7.36"));
        }
        options.add(junitBundles());
        options.add(frameworkStartLevel(30));
        options.add(frameworkProperty("org.osgi.framework.bundle.parent").value("app"));
        options.add(bootDelegationPackage("org.assertj.*"));
        options.add(bootDelegationPackage("aQute.*"));
        options.add(bootDelegationPackage("io.sluice.testkit"));
        options.add(bootDelegationPackage("io.sluice.testkit.*"));
        options.add(bootDelegationPackage("sun.*"));
        return options;
    }

    protected final Path home() {
        return Path.of(context.getProperty("sluice.home"));
    }

    /** The port of {@code rtsp.listen}, on 127.0.0.1. */
    protected final int rtspPort() {
        return Integer.parseInt(context.getProperty(RTSP_PORT));
    }

    /** The port of {@code api.listen}, on 127.0.0.1. */
    protected final int httpPort() {
        return Integer.parseInt(context.getProperty(HTTP_PORT));
    }

    protected final Bundle bundleOf(String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no bundle " + symbolicName));
    }

    /** Installs and starts; the location is the file's name, so that another version joins instead of replacing. */
    protected final Bundle install(Path jar) throws Exception {
        try (InputStream in = Files.newInputStream(jar)) {
            Bundle bundle = context.installBundle(jar.getFileName().toString(), in);
            bundle.start();
            return bundle;
        }
    }

    protected final void update(Bundle bundle, Path jar) throws Exception {
        try (InputStream in = Files.newInputStream(jar)) {
            bundle.update(in);
        }
    }

    /** Waits for the service, hands it over and gives it back. */
    protected final <S, R> R withService(Class<S> type, Function<S, R> use) throws InterruptedException {
        ServiceTracker<S, S> tracker = new ServiceTracker<>(context, type, null);
        tracker.open();
        try {
            S service = tracker.waitForService(SOON.toMillis());
            if (service == null) {
                throw new AssertionError("no service " + type.getName());
            }
            return use.apply(service);
        } finally {
            tracker.close();
        }
    }

    /** Waits until the part of the start-up contract has reported, and fails with its error if it has one. */
    protected final void awaitStarted(String part) {
        Await.until("start-up part " + part, SOON, () -> {
            ServiceReference<?>[] reports = context.getAllServiceReferences(null, "(sluice.startup=" + part + ")");
            if (reports == null) {
                return false;
            }
            Object error = reports[0].getProperty("sluice.startup.error");
            if (error != null && !error.toString().isEmpty()) {
                throw new AssertionError(part + ": " + error);
            }
            return true;
        });
    }
}
