/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.Wants;
import io.sluice.driver.ffmpeg.command.FfmpegOptions;
import io.sluice.driver.ffmpeg.command.Input;
import io.sluice.driver.ffmpeg.program.Ffmpeg;
import io.sluice.driver.ffmpeg.program.MissingException;
import io.sluice.lib.loopback.LegClock;
import io.sluice.lib.loopback.Loopback;
import io.sluice.lib.loopback.PlayTicket;
import io.sluice.lib.loopback.PublishTicket;
import io.sluice.lib.process.Program;
import io.sluice.lib.process.ProgramException;
import io.sluice.lib.process.ProgramSpec;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt: joins the stream that is read, starts the program, and waits until media is on its way. On the thread of
 * the call, which ends when the attempt is cancelled, at the latest shortly before core gives it up.
 */
final class Opening {
    /** Of the time that core gives; the answer must be there before, with the reason. */
    private static final double OWN_PART = 0.9;
    /** Of ours, for the stream that is read to start. */
    private static final double JOIN_PART = 0.6;
    /** After so long without any media the program hangs, and is started anew. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final Ffmpeg ffmpeg;
    private final Loopback loopback;
    private final FfmpegOptions options;
    private final ProducerContext context;
    private final Duration total;
    private final long endNs;
    private final FfmpegProducer producer;

    Opening(Ffmpeg ffmpeg, Loopback loopback, FfmpegOptions options, ProducerContext context) {
        this.ffmpeg = ffmpeg;
        this.loopback = loopback;
        this.options = options;
        this.context = context;
        total = part(context.timeout(), OWN_PART);
        endNs = System.nanoTime() + total.toNanos();
        producer = new FfmpegProducer(context);
    }

    private static Duration part(Duration whole, double part) {
        return Duration.ofNanos((long) (whole.toNanos() * part));
    }

    Opened open() throws InterruptedException {
        // Whoever leaves while it is opened need not wait for the program.
        context.onCancel(producer::stop);
        boolean opened = false;
        try {
            start(options.input() instanceof Input.OwnStream own ? join(own) : null);
            Opened.Refused refused = awaitMedia();
            opened = refused == null;
            return refused == null ? new Opened.Producing(producer) : refused;
        } catch (StreamException e) {
            return refused(e.reason(), String.valueOf(e.getMessage()));
        } catch (MissingException e) {
            return refused(Reason.PROGRAM_MISSING, String.valueOf(e.getMessage()));
        } catch (ProgramException e) {
            return refused(reasonOf(e), String.valueOf(e.getMessage()));
        } finally {
            if (!opened) {
                producer.stop();
            }
        }
    }

    private static Opened.Refused refused(Reason reason, String text) {
        return new Opened.Refused(reason, text, Opened.Retry.YES);
    }

    private static Reason reasonOf(ProgramException problem) {
        return switch (problem.reason()) {
            case TOO_MANY -> Reason.LIMIT;
            case NOT_FOUND, UNSUPPORTED -> Reason.PROGRAM_MISSING;
            case CLOSED -> Reason.BUNDLE_STOPPED;
            case FAILED -> Reason.FAILED;
        };
    }

    private long leftNs() {
        return Math.max(0, endNs - System.nanoTime());
    }

    private Subscription join(Input.OwnStream own) throws StreamException, InterruptedException {
        Duration limit = part(total, JOIN_PART);
        CompletableFuture<Subscription> joining = context.join(own.name(), Wants.ofQuery(own.filter()), limit, producer)
                .toCompletableFuture();
        // One that comes late is given back.
        joining.thenAccept(producer::reads);
        try {
            return joining.get(leftNs(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StreamException expected
                    ? expected
                    : new StreamException(Reason.FAILED, own.name() + ": " + e.getCause());
        } catch (TimeoutException e) {
            throw new StreamException(Reason.TIMEOUT, "the stream " + own.name() + " did not start in time");
        }
    }

    private void start(@Nullable Subscription reading) throws MissingException, ProgramException, InterruptedException {
        Duration expiry = total.plusSeconds(1);
        PlayTicket play = reading == null ? null : loopback.play(reading, expiry);
        long startMs = System.currentTimeMillis();
        LegClock clock = reading == null || play == null ? null : clock(reading, play, startMs);
        PublishTicket publish = loopback.publish(context, promised(), expiry, clock, producer);
        producer.tickets(play, publish);
        String name = "ffmpeg of " + context.stream();
        ProgramSpec spec = ffmpeg.command(name, options, play == null ? "" : play.url(), publish.url(), startMs)
                .silence(SILENCE);
        Program program = ffmpeg.programs().start(spec);
        producer.runs(program);
        publish.owner(program.pid());
        if (play != null) {
            play.owner(program.pid());
        }
    }

    private LegClock clock(Subscription reading, PlayTicket play, long startMs) {
        return new LegClock(
                startMs * 1_000_000,
                () -> {
                    long zeroNs = reading.zeroNs();
                    long takenNs = play.streamTimeNs();
                    return zeroNs == AccessUnit.UNKNOWN || takenNs == AccessUnit.UNKNOWN
                            ? AccessUnit.UNKNOWN
                            : zeroNs + takenNs;
                },
                context::zero);
    }

    /** What the options name; all when they name nothing. */
    private Set<MediaKind> promised() {
        var kinds = EnumSet.noneOf(MediaKind.class);
        if (options.video().isEmpty() == options.audio().isEmpty()
                || !options.video().isEmpty()) {
            kinds.add(MediaKind.VIDEO);
        }
        if (options.video().isEmpty() == options.audio().isEmpty()
                || !options.audio().isEmpty()) {
            kinds.add(MediaKind.AUDIO);
        }
        return kinds;
    }

    /** Null when media is on its way. */
    private Opened.@Nullable Refused awaitMedia() throws InterruptedException {
        try {
            FfmpegProducer.End end = producer.begun().get(leftNs(), TimeUnit.NANOSECONDS);
            return end == null ? null : new Opened.Refused(end.reason(), end.text(), end.retry());
        } catch (TimeoutException e) {
            return refused(
                    Reason.TIMEOUT,
                    "ffmpeg gave no media within " + total.toMillis() / 1000.0 + " s" + producer.lastWord());
        } catch (ExecutionException e) {
            return refused(Reason.FAILED, String.valueOf(e.getCause()));
        }
    }
}
