/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.sim;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.Source;
import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.CodecPattern;
import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.Want;
import io.sluice.core.driver.DriverHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Reads streams of this server and gives back one track, as {@code ffmpeg:NAME#audio=opus} does:
 * {@code read:NAME#audio=CODEC} or {@code read:NAME#video=CODEC}. Its open waits until it has joined.
 */
final class ReadingDriver implements DriverHandle {
    private final Random random;
    /** Share of opens that fail, and of closes that throw. */
    final double misbehaviour;

    private final Map<ProducerContext, Reader> waiting = new HashMap<>();
    /** What every close throws, when it is set. */
    String closeProblem;

    final List<Reader> open = new ArrayList<>();
    final List<Reason> refusals = new ArrayList<>();
    final List<String> refusalTexts = new ArrayList<>();
    int opens;

    ReadingDriver(Random random, double misbehaviour) {
        this.random = random;
        this.misbehaviour = misbehaviour;
    }

    @Override
    public Opened open(Source source, ProducerContext context) throws Exception {
        Reader reader = waiting.get(context);
        if (reader == null) {
            opens++;
            if (random.nextDouble() < misbehaviour) {
                return new Opened.Refused(Reason.FAILED, "the program failed", Opened.Retry.YES);
            }
            reader = new Reader(source, context);
            waiting.put(context, reader);
        }
        if (!reader.joined.isDone()) {
            throw new SimCalls.NotYet(reader.joined);
        }
        waiting.remove(context);
        try {
            reader.begin(reader.joined.join());
        } catch (CompletionException e) {
            var problem = (StreamException) e.getCause();
            refusals.add(problem.reason());
            refusalTexts.add(problem.getMessage());
            return new Opened.Refused(problem.reason(), problem.getMessage(), Opened.Retry.YES);
        }
        return new Opened.Producing(reader);
    }

    @Override
    public void release() {}

    /** One program that reads and writes. */
    final class Reader implements Producer, Consumer {
        final Source source;
        final ProducerContext context;
        final CompletableFuture<Subscription> joined;
        Subscription subscription;
        TrackSink sink;
        int endings;
        private long pts;

        Reader(Source source, ProducerContext context) {
            this.source = source;
            this.context = context;
            String location = source.location();
            StreamName name = StreamName.of(location.substring(location.indexOf(':') + 1));
            MediaKind kind = source.option("video") == null ? MediaKind.AUDIO : MediaKind.VIDEO;
            String only = source.option("only");
            List<Want> wants = only != null
                    ? List.of(Want.of(kind, CodecPattern.of(only)))
                    : source.option("all") == null
                            ? List.of(Want.any(kind))
                            : List.of(Want.any(MediaKind.VIDEO), Want.any(MediaKind.AUDIO));
            joined = context.join(name, wants, Duration.ofSeconds(8), this).toCompletableFuture();
        }

        void begin(Subscription got) {
            subscription = got;
            open.add(this);
            String video = source.option("video");
            sink = video == null
                    ? context.track(MediaKind.AUDIO, Codec.of(String.valueOf(source.option("audio")), 48_000, 2))
                    : context.track(MediaKind.VIDEO, Codec.of(video, 90_000, 0));
            context.tracksComplete();
        }

        /** Gives one unit. */
        void deliver() {
            pts += 1;
            sink.deliver(AccessUnit.of(new byte[] {0, 0, 0, 2, 0x65, 1}, pts * 3_000, true));
        }

        void die() {
            context.ended(Reason.ENDED, "the program ended", Opened.Retry.YES);
        }

        @Override
        public void ended(Reason reason, String text) {
            endings++;
            context.ended(reason, text, Opened.Retry.YES);
        }

        @Override
        public void close() {
            open.remove(this);
            if (subscription != null && random.nextBoolean()) {
                subscription.close();
            }
            if (closeProblem != null) {
                throw new IllegalStateException(closeProblem);
            }
            if (random.nextDouble() < misbehaviour) {
                throw new IllegalStateException("close failed");
            }
        }
    }
}
