/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core;

import io.sluice.core.lane.LaneThread;
import io.sluice.core.lane.ThreadCalls;
import io.sluice.core.lane.ThreadDispatch;
import io.sluice.core.lane.Tuning;
import io.sluice.core.lane.World;
import io.sluice.core.media.Clock;
import io.sluice.core.media.MediaThreads;
import io.sluice.core.stream.Streams;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running core: the lane with the streams on it, the threads around it, the tracker of drivers. */
@Component(service = Core.class, immediate = true, configurationPid = TuningConfig.PID)
@Designate(ocd = TuningConfig.class)
public final class Core {
    private static final Logger LOG = LoggerFactory.getLogger(Core.class);
    private static final Duration PACKAGING_STALL = Duration.ofSeconds(1);
    private static final int MAX_MEDIA_THREADS = 4;

    private final LaneThread lane;
    private final ThreadDispatch dispatch = new ThreadDispatch();
    private final MediaThreads mediaThreads;
    private final LogJournal journal;
    private final Streams streams;
    private final DriverTracker driverTracker;
    private volatile Tuning tuning;

    @Activate
    public Core(BundleContext context, Map<String, Object> properties) {
        tuning = readTuning(properties, Tuning.DEFAULT);
        lane = new LaneThread(Clock.SYSTEM);
        int cores = Runtime.getRuntime().availableProcessors();
        mediaThreads = new MediaThreads(Math.min(MAX_MEDIA_THREADS, cores), PACKAGING_STALL);
        journal = new LogJournal(dispatch.mailbox());
        var world = new World(
                lane, Clock.SYSTEM, new ThreadCalls(lane), dispatch, mediaThreads, () -> tuning, new Random(), journal);
        streams = new Streams(world);
        driverTracker = new DriverTracker(context, this);
        driverTracker.open();
        planCheck();
    }

    /** A new configuration holds from the next decision on. */
    @Modified
    void modified(Map<String, Object> properties) {
        tuning = readTuning(properties, tuning);
    }

    private static Tuning readTuning(Map<String, Object> properties, Tuning fallback) {
        try {
            return Tuning.of(properties);
        } catch (IllegalArgumentException e) {
            LOG.atError().addKeyValue("event", "tuning.invalid").log("{}; the tuning stays as it was", e.getMessage());
            return fallback;
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindEvents(EventAdmin admin) {
        journal.events(admin);
    }

    void unbindEvents(EventAdmin admin) {
        journal.noEvents(admin);
    }

    private void planCheck() {
        lane.after(tuning.checkInterval(), () -> {
            streams.check();
            planCheck();
        });
    }

    /** Runs a command on the lane; the answer comes on another thread. */
    <T> CompletionStage<T> ask(Callable<T> command) {
        var answer = new CompletableFuture<T>();
        lane.execute(() -> {
            try {
                T value = command.call();
                dispatch.execute(() -> answer.complete(value));
            } catch (Exception e) {
                dispatch.execute(() -> answer.completeExceptionally(e));
            }
        });
        return answer;
    }

    LaneThread lane() {
        return lane;
    }

    /** Lane only. */
    Streams streams() {
        return streams;
    }

    ThreadDispatch dispatch() {
        return dispatch;
    }

    /** How long a synchronous unbind may wait for closes: their own deadline and a little more. */
    Duration closeWait() {
        return tuning.close().plusMillis(500);
    }

    /** Closes all streams, waits for that no longer than the deadlines say, and ends all threads. */
    @Deactivate
    void close() {
        driverTracker.close();
        var closed = new CountDownLatch(1);
        lane.execute(() -> streams.close(closed::countDown));
        try {
            if (!closed.await(closeWait().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn().addKeyValue("event", "core.close").log("Not everything was closed in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lane.close();
        mediaThreads.close();
        dispatch.close();
    }
}
