/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Source;
import io.sluice.api.stream.DriverInfo;
import io.sluice.api.stream.StreamDefinition;
import io.sluice.api.stream.StreamInfo;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.api.stream.StreamState;
import io.sluice.itest.toy.Behaviour;
import io.sluice.itest.view.Viewing;
import io.sluice.testkit.Await;
import io.sluice.testkit.Leaks;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.After;
import org.junit.Before;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.FrameworkWiring;

/** A server with a second stream that has a driver of its own and must not notice anything of what a test does. */
public abstract class ToyExam extends SluiceExam {
    /** Units come every 40 ms; on two busy cores a reader may be late by more than one of them. */
    private static final long LONGEST_PAUSE_MS = 1_000;

    protected StreamRegistry registry;
    private ServiceReference<StreamRegistry> reference;
    private final List<Bundle> installed = new ArrayList<>();
    private final List<Viewing> viewings = new ArrayList<>();
    private Viewing steady;

    @Override
    protected String yaml() {
        return """
                streams: {}
                tuning:
                  hold: 60s
                  linger: 0s
                  open: 1s
                  close: 500ms
                  stall: 2s
                  retry: { first: 100ms, cap: 1s }
                """;
    }

    @Before
    public void watchTheSteadyStream() throws Exception {
        awaitStarted("config");
        Await.until("the registry", SOON, () -> context.getServiceReference(StreamRegistry.class) != null);
        reference = context.getServiceReference(StreamRegistry.class);
        registry = context.getService(reference);
        add(toy("io.sluice.itest.steady", 1, "steady", Behaviour.WELL));
        steady = view(define("steady", "steady:"));
        awaitUnits(steady, 1);
    }

    @After
    public void nothingHappenedToTheSteadyStream() throws Exception {
        try {
            long seen = steady.units();
            awaitUnits(steady, seen + 5);
            assertThat(steady.end()).isEmpty();
            assertThat(steady.missing()).as("units missing of %s", steady).isZero();
            assertThat(steady.worstPauseMs())
                    .as("pause of %s", steady)
                    .isLessThan(Pace.of(Duration.ofMillis(LONGEST_PAUSE_MS)).toMillis());
        } finally {
            viewings.forEach(Viewing::close);
            for (StreamInfo stream : answer(registry.streams())) {
                answer(registry.remove(stream.name()));
            }
            for (Bundle bundle : installed) {
                if (bundle.getState() != Bundle.UNINSTALLED) {
                    bundle.uninstall();
                }
            }
            context.ungetService(reference);
        }
    }

    // ---------------------------------------------------------------- bundles

    /** A build of the toy driver. */
    protected final Path toy(String symbolicName, int version, String scheme, Behaviour behaviour) throws Exception {
        return toyJar(symbolicName, version, scheme, behaviour).build(home().resolve("run"));
    }

    protected static FixtureBundle toyJar(String symbolicName, int version, String scheme, Behaviour behaviour) {
        return FixtureBundle.of(symbolicName, version + ".0.0")
                .packages("io.sluice.itest.toy")
                .text("toy.properties", "sluice.driver.schemes=" + scheme + "\nbehaviour=" + behaviour + "\n");
    }

    /** Installs and starts; uninstalled after the test. */
    protected final Bundle add(Path jar) throws Exception {
        Bundle bundle = install(jar);
        installed.add(bundle);
        return bundle;
    }

    /** Uninstalls, and installs again under the same location. */
    protected final Bundle replace(Bundle bundle, Path jar) throws Exception {
        bundle.uninstall();
        return add(jar);
    }

    /** Updating or removing the bundle would refresh no other. */
    protected final void assertNothingDependsOn(Bundle bundle) {
        Collection<Bundle> closure = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .getDependencyClosure(List.of(bundle));
        assertThat(closure).containsExactly(bundle);
    }

    /** Waits until none of the class loaders is left. */
    protected static void awaitCollected(String what, List<WeakReference<ClassLoader>> loaders) {
        Await.until("all class loaders of " + what + " collected", SOON, () -> {
            System.gc();
            return loaders.stream().allMatch(loader -> loader.refersTo(null));
        });
    }

    /**
     * What there is more of than before. The pool of callbacks keeps threads for some seconds: their number says
     * nothing.
     */
    static List<String> left(Leaks.Snapshot before) {
        Leaks.Snapshot now = Leaks.ofThisJvm();
        // The framework keeps the jar of each bundle open under a path with a counter.
        return now.since(before).stream()
                .filter(line -> !line.contains("sluice-dispatch"))
                .filter(line -> !line.contains(" file ") || now.descriptors() > before.descriptors())
                .toList();
    }

    // ---------------------------------------------------------------- streams

    /** Defines a stream with one source and gives its name. */
    protected final String define(String name, String source) throws Exception {
        answer(registry.define(StreamDefinition.of(StreamName.of(name), List.of(Source.of(source)))));
        return name;
    }

    /** Joins; left after the test. */
    protected final Viewing view(String stream) {
        Viewing viewing = Viewing.join(registry, stream, Duration.ofSeconds(30));
        viewings.add(viewing);
        return viewing;
    }

    protected static void awaitUnits(Viewing viewing, long count) {
        Await.until(() -> count + " units: " + viewing, SOON, () -> viewing.units() >= count);
    }

    /** Waits for new units made by that version of a driver. */
    protected static void awaitVersion(Viewing viewing, int version) {
        long before = viewing.units();
        Await.until(
                () -> "units of version " + version + ": " + viewing,
                SOON,
                () -> viewing.version() == version && viewing.units() > before + 1);
    }

    protected final StreamInfo info(String stream) throws Exception {
        return answer(registry.stream(StreamName.of(stream)));
    }

    protected final StreamInfo.SourceInfo source(String stream) throws Exception {
        return info(stream).sources().get(0);
    }

    protected final void awaitState(String stream, StreamState state) {
        awaitInfo(stream, state.toString(), info -> info.state() == state);
    }

    protected final void awaitInfo(String stream, String what, Predicate<StreamInfo> condition) {
        Await.until(() -> stream + " " + what + ": " + described(stream), SOON, () -> condition.test(info(stream)));
    }

    private String described(String stream) {
        try {
            return info(stream).toString();
        } catch (Exception e) {
            return e.toString();
        }
    }

    /** The drivers of a bundle. */
    protected final DriverInfo driver(Bundle bundle) throws Exception {
        String label = bundle.getSymbolicName() + " " + bundle.getVersion();
        return answer(registry.drivers()).stream()
                .filter(driver -> driver.bundle().equals(label))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no driver of " + label));
    }

    protected final void awaitDriver(Bundle bundle, DriverInfo.State state) {
        Await.until(() -> bundle + " is " + state, SOON, () -> driver(bundle).state() == state);
    }

    protected static <T> T answer(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(SOON.toMillis(), TimeUnit.MILLISECONDS);
    }
}
