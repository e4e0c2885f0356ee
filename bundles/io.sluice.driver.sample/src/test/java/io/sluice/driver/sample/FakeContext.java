/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.sample;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.Want;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Core as a producer sees it: keeps what is delivered. */
final class FakeContext implements ProducerContext {
    final List<Sink> tracks = new ArrayList<>();
    boolean complete;
    volatile boolean over;
    Runnable onCancel = () -> {};

    final class Sink implements TrackSink {
        final MediaKind kind;
        final Codec codec;
        final List<AccessUnit> units = new CopyOnWriteArrayList<>();

        Sink(MediaKind kind, Codec codec) {
            this.kind = kind;
            this.codec = codec;
        }

        @Override
        public Delivery deliver(AccessUnit unit) {
            if (over) {
                return Delivery.CLOSED;
            }
            units.add(unit);
            return Delivery.ACCEPTED;
        }

        @Override
        public void codec(Codec changed) {
            throw new AssertionError("nothing changes");
        }
    }

    @Override
    public TrackSink track(MediaKind kind, Codec codec) {
        Sink sink = new Sink(kind, codec);
        tracks.add(sink);
        return sink;
    }

    @Override
    public void tracksComplete() {
        complete = true;
    }

    @Override
    public void onCancel(Runnable task) {
        onCancel = task;
    }

    @Override
    public CompletionStage<Subscription> join(
            StreamName name, List<Want> wants, Duration startTimeout, Consumer consumer) {
        return CompletableFuture.failedFuture(new StreamException(Reason.NOT_FOUND, "there is no other stream here"));
    }

    @Override
    public boolean cancelled() {
        return over;
    }

    @Override
    public StreamName stream() {
        return StreamName.of("demo");
    }

    @Override
    public long generation() {
        return 1;
    }

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(5);
    }

    @Override
    public void ended(Reason reason, String text, Opened.Retry retry) {
        throw new AssertionError(text);
    }

    @Override
    public Map<String, String> logContext() {
        return Map.of();
    }
}
