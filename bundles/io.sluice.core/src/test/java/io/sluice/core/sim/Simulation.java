/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.sim;

import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.Source;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.JoinRequest;
import io.sluice.api.stream.PublishRequest;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamDefinition;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamInfo;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamState;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.Want;
import io.sluice.core.driver.DriverEntry;
import io.sluice.core.driver.DriverHandle;
import io.sluice.core.lane.Tuning;
import io.sluice.core.lane.World;
import io.sluice.core.media.MediaBarrier;
import io.sluice.core.media.MediaThreads;
import io.sluice.core.stream.Streams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.osgi.framework.Version;

/**
 * Runs core deterministically: one seed decides every interleaving of commands, answers of drivers, callbacks, media
 * and time. After every command on the lane the invariants are checked.
 */
final class Simulation implements AutoCloseable {
    static final Duration START = Duration.ofSeconds(10);

    final SimClock clock = new SimClock();
    final SimLane lane = new SimLane(clock);
    final SimCalls calls = new SimCalls(lane);
    final SimDispatch dispatch = new SimDispatch();
    final Random random;
    final Streams streams;
    final List<String> journal = new ArrayList<>();
    final List<SimViewer> viewers = new ArrayList<>();
    final List<SimDriver> drivers = new ArrayList<>();
    private final Map<String, List<Source>> sources = new HashMap<>();
    private final Set<String> redefined = new HashSet<>();
    /** Calls that hang until they are freed. */
    final Set<SimCalls.Call<?>> hanging = new HashSet<>();

    /** Which calls hang, beside those. */
    Predicate<SimCalls.Call<?>> hangs = call -> false;

    private final MediaThreads mediaThreads = new MediaThreads(1, Duration.ofSeconds(5));
    private final MediaBarrier media = new MediaBarrier(mediaThreads);
    private long services;
    Tuning tuning = Tuning.DEFAULT;

    Simulation(long seed) {
        random = new Random(seed);
        var world = new World(
                lane,
                clock,
                calls,
                dispatch,
                mediaThreads,
                () -> tuning,
                random,
                (code, level, topic, values, message) -> journal.add(code + " " + message));
        streams = new Streams(world);
    }

    /** One viewer: what it asked for and what it got. */
    final class SimViewer implements Consumer {
        final CompletableFuture<Subscription> joined = new CompletableFuture<>();
        final long joinedAtNs = clock.nowNs();
        long answeredAtNs = -1;
        int endings;
        boolean left;

        @Override
        public void ended(Reason reason, String text) {
            endings++;
        }

        void leave() {
            left = true;
            if (joined.isDone() && !joined.isCompletedExceptionally()) {
                joined.join().close();
            }
        }
    }

    void define(String name, String... texts) {
        if (sources.containsKey(name)) {
            redefined.add(name);
        }
        sources.put(name, List.of(texts).stream().map(Source::of).toList());
        var definition = StreamDefinition.of(StreamName.of(name), sources.get(name));
        lane.execute(() -> {
            try {
                streams.define(definition);
            } catch (StreamException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** Keeps a stream running that is defined. */
    void preload(String name, Want... wants) {
        StreamName stream = StreamName.of(name);
        lane.execute(() -> {
            try {
                streams.define(new StreamDefinition(stream, sources.get(name), List.of(wants)));
            } catch (StreamException e) {
                throw new AssertionError(e);
            }
        });
    }

    SimViewer join(String name, Want... wants) {
        var viewer = new SimViewer();
        List<Want> list =
                wants.length > 0 ? List.of(wants) : List.of(Want.any(MediaKind.VIDEO), Want.any(MediaKind.AUDIO));
        var request = new JoinRequest(list, "sim", "nowhere", "", "", START);
        viewer.joined.whenComplete((subscription, problem) -> {
            viewer.answeredAtNs = clock.nowNs();
            if (subscription != null && viewer.left) {
                subscription.close();
            }
        });
        viewers.add(viewer);
        lane.execute(() -> {
            try {
                streams.join(StreamName.of(name), this, request, viewer, viewer.joined);
            } catch (StreamException e) {
                dispatch.execute(() -> viewer.joined.completeExceptionally(e));
            }
        });
        return viewer;
    }

    /** Publishes to a stream; the lane has nothing else to do. */
    ProducerContext publish(String name, Producer producer) {
        return publish(name, false, producer);
    }

    /** @param create makes the stream when it is not defined */
    ProducerContext publish(String name, boolean create, Producer producer) {
        var found = new ArrayList<ProducerContext>();
        lane.runNow(() -> {
            try {
                found.add(streams.publish(
                        StreamName.of(name), new PublishRequest("sim", "nowhere", "", "", create), producer));
            } catch (StreamException e) {
                throw new AssertionError(e);
            }
        });
        return found.get(0);
    }

    DriverEntry addDriver(String scheme, SimDriver driver, String version) {
        drivers.add(driver);
        return addDriver(scheme, (DriverHandle) driver, version);
    }

    DriverEntry addDriver(String scheme, DriverHandle driver, String version) {
        var entry =
                new DriverEntry(++services, 0, "sim.driver", Version.parseVersion(version), List.of(scheme), driver);
        lane.execute(() -> streams.driverCame(entry));
        return entry;
    }

    /** The properties of its service change: the tracker makes another entry of the same service. */
    void changeDriver(DriverEntry entry, int ranking, String... schemes) {
        var changed = new DriverEntry(
                entry.serviceId(), ranking, "sim.driver", Version.emptyVersion, List.of(schemes), entry.handle());
        lane.execute(() -> streams.driverCame(changed));
    }

    void removeDriver(DriverEntry entry) {
        lane.execute(() -> streams.driverGoes(entry.serviceId(), () -> {}));
    }

    /** Does one thing that could happen next, chosen by the seed; false when nothing can but the passing of time. */
    boolean step() {
        media.await();
        List<SimCalls.Call<?>> ready = calls.running().stream()
                .filter(call -> call.ready() && !hangs(call))
                .toList();
        int choices = (lane.hasWork() ? 4 : 0) + (dispatch.hasWork() ? 2 : 0) + ready.size();
        if (choices == 0) {
            return false;
        }
        int choice = random.nextInt(choices);
        if (lane.hasWork() && choice < 4) {
            runLane();
        } else if (dispatch.hasWork() && choice < 4 + 2) {
            dispatch.runOne();
        } else if (!ready.isEmpty()) {
            ready.get(random.nextInt(ready.size())).finish();
            checkCalls();
        } else if (lane.hasWork()) {
            runLane();
        } else {
            dispatch.runOne();
        }
        return true;
    }

    private boolean hangs(SimCalls.Call<?> call) {
        return hanging.contains(call) || hangs.test(call);
    }

    private void runLane() {
        lane.runOne();
        media.await();
        List<String> violations = violations();
        if (!violations.isEmpty()) {
            throw new AssertionError(violations + "\n" + tail());
        }
        checkCalls();
    }

    List<String> violations() {
        var found = new ArrayList<List<String>>();
        // The checker asserts that it is on the lane.
        lane.runNow(() -> found.add(streams.violations()));
        return found.get(0);
    }

    /** Never two calls at once for the same source, but for those that were given up. */
    private void checkCalls() {
        var places = new HashSet<String>();
        for (SimCalls.Call<?> call : calls.running()) {
            if (!call.givenUp()) {
                String place = call.name.substring(call.name.indexOf(' ') + 1, call.name.lastIndexOf(' '));
                if (!call.name.startsWith("close late")
                        && !places.add(place)
                        // After a change of the definition a place is another source's.
                        && !redefined.contains(place.substring(0, place.indexOf('#')))) {
                    throw new AssertionError("two calls at once: "
                            + calls.running().stream().map(c -> c.name).toList() + "\n" + tail());
                }
            }
        }
    }

    /** Everything that can happen now happens; time stands still. */
    void settle() {
        int steps = 0;
        while (step()) {
            if (++steps > 100_000) {
                throw new AssertionError("does not come to rest\n" + tail());
            }
        }
    }

    /** Lets time pass, with everything that happens in it. */
    void pass(Duration time) {
        long until = clock.nowNs() + time.toNanos();
        settle();
        while (lane.nextTimerNs() <= until) {
            lane.fireNext();
            settle();
        }
        clock.moveTo(until);
        settle();
    }

    StreamState state(String name) {
        return info(name).state();
    }

    StreamInfo info(String name) {
        var found = new ArrayList<StreamInfo>();
        lane.runNow(() -> {
            try {
                found.add(streams.describe(StreamName.of(name)));
            } catch (StreamException e) {
                throw new AssertionError(e);
            }
        });
        return found.get(0);
    }

    /** All streams that there are. */
    List<String> names() {
        var found = new ArrayList<String>();
        lane.runNow(
                () -> streams.describe().forEach(info -> found.add(info.name().toString())));
        return found;
    }

    /** What happened last, for a failure's message. */
    String tail() {
        return String.join("\n", journal.subList(Math.max(0, journal.size() - 25), journal.size()));
    }

    @Override
    public void close() {
        mediaThreads.close();
    }
}
