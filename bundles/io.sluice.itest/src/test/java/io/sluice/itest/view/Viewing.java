/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.view;

import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.JoinRequest;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.Want;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A viewer inside the server: joins a toy's stream, reads its feed and checks the numbers of the units. */
public final class Viewing implements Consumer, AutoCloseable {
    private final ThreadPoolExecutor reader = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Viewing::thread, new DiscardPolicy());
    private final AtomicBoolean woken = new AtomicBoolean();

    private volatile Subscription subscription;
    private volatile String end = "";
    private final AtomicLong units = new AtomicLong();
    private final AtomicLong missing = new AtomicLong();
    private volatile int version;
    private volatile long worstPauseNs;

    private Cursor cursor;
    private Runnable unregister = () -> {};
    private long generation = -1;
    private long number;
    private long lastNs;
    private boolean closed;

    private Viewing() {}

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "sluice-itest-viewing");
        thread.setDaemon(true);
        return thread;
    }

    /** Joins; what becomes of it is asked later. */
    public static Viewing join(StreamRegistry registry, String stream, Duration startTimeout) {
        var viewing = new Viewing();
        var request =
                new JoinRequest(List.of(Want.any(MediaKind.VIDEO)), "itest", "127.0.0.1:1", "", stream, startTimeout);
        registry.join(StreamName.of(stream), request, viewing)
                .thenCompose(joined -> {
                    viewing.subscription = joined;
                    List<Integer> tracks =
                            List.of(joined.matches().get(0).track().id());
                    return joined.feed(tracks, "toy", ToyPackaging::new);
                })
                .whenComplete(viewing::opened);
        return viewing;
    }

    private void opened(Feed opened, Throwable problem) {
        if (problem != null) {
            Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
            end = cause instanceof StreamException refused
                    ? refused.reason() + ": " + refused.getMessage()
                    : "" + cause;
            reader.shutdown();
            return;
        }
        reader.execute(() -> {
            if (closed) {
                return;
            }
            cursor = opened.open(subscription.id(), Feed.Overflow.SKIP_TO_KEY);
            unregister = opened.onAppend(this::wake);
            read();
        });
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            reader.execute(this::read);
        }
    }

    private void read() {
        woken.set(false);
        if (closed) {
            return;
        }
        for (ByteBuffer region = cursor.region(); region != null && region.hasRemaining(); region = cursor.region()) {
            int bytes = region.remaining();
            while (region.hasRemaining()) {
                unit(region.getLong(), region.getLong(), region.getInt());
                region.getInt();
            }
            cursor.advance(bytes);
        }
    }

    private void unit(long unitNumber, long unitGeneration, int unitVersion) {
        long now = System.nanoTime();
        if (unitGeneration == generation && unitVersion == version) {
            missing.addAndGet(unitNumber - number - 1);
        }
        if (lastNs != 0) {
            worstPauseNs = Math.max(worstPauseNs, now - lastNs);
        }
        lastNs = now;
        number = unitNumber;
        generation = unitGeneration;
        version = unitVersion;
        units.incrementAndGet();
    }

    @Override
    public void ended(Reason reason, String text) {
        end = reason + ": " + text;
        stopReading();
    }

    /** Units that came so far. */
    public long units() {
        return units.get();
    }

    /** Numbers that were jumped over within one generation. */
    public long missing() {
        return missing.get();
    }

    /** Major version of the driver's bundle that made the newest unit. */
    public int version() {
        return version;
    }

    public long worstPauseMs() {
        return worstPauseNs / 1_000_000;
    }

    /** Why the join failed or the subscription was ended; empty while it goes on. */
    public String end() {
        return end;
    }

    public boolean joined() {
        return subscription != null;
    }

    @Override
    public String toString() {
        return units + " units, version " + version + ", " + missing + " missing, worst pause " + worstPauseMs()
                + " ms, " + (end.isEmpty() ? joined() ? "joined" : "joining" : "ended with " + end);
    }

    private void stopReading() {
        reader.execute(() -> {
            closed = true;
            unregister.run();
            if (cursor != null) {
                cursor.close();
            }
        });
        reader.shutdown();
    }

    /** Leaves; idempotent. */
    @Override
    public void close() {
        stopReading();
        Subscription joined = subscription;
        if (joined != null) {
            joined.close();
        }
    }
}
