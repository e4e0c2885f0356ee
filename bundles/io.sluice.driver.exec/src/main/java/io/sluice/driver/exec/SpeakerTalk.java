/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.exec;

import io.sluice.api.driver.BackChannel;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.lib.process.Program;
import io.sluice.lib.process.ProgramException;
import io.sluice.lib.process.ProgramSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One speaker's turn: a program that plays what comes on its standard input. Only this turn's own thread writes, so a
 * program that does not read blocks nobody; after a while its supervisor ends it.
 */
final class SpeakerTalk implements BackChannel.Talk, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SpeakerTalk.class);
    /** About a second of speech. */
    private static final int MAX_WAITING = 64;

    private static final long LOOK_MS = 100;
    /** A program that does not take its input for so long is stopped. */
    private static final Duration DEAF = Duration.ofSeconds(3);
    /** What it has of its input may be played to the end. */
    private static final Duration LAST_SOUND = Duration.ofSeconds(1);

    private final ExecConfig config;
    private final SpeakerFormat format;
    private final CompletableFuture<BackChannel.Talk> granted;
    private final Runnable whenOver;
    private final ArrayBlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final CountDownLatch gone = new CountDownLatch(1);
    private volatile @Nullable Workshop workshop;
    private volatile @Nullable Program program;
    private volatile boolean closed;

    SpeakerTalk(
            ExecConfig config, SpeakerFormat format, CompletableFuture<BackChannel.Talk> granted, Runnable whenOver) {
        this.config = config;
        this.format = format;
        this.granted = granted;
        this.whenOver = whenOver;
    }

    /** Starts the turn's thread. */
    static void begin(@Nullable SpeakerTalk talk, Workshop workshop) {
        if (talk != null) {
            talk.workshop = workshop;
            var thread = new Thread(talk, "sluice-exec-talk");
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Override
    public void run() {
        try {
            Program started = start();
            program = started;
            if (closed) {
                started.stop("the turn is over");
            }
            granted.complete(this);
            play(started);
            Surroundings.await(started.ended(), LAST_SOUND);
            Surroundings.await(started.stop("the turn is over"), Workshop.longestEnd());
        } catch (ProgramException e) {
            var refused = Workshop.refused(e);
            granted.completeExceptionally(new StreamException(refused.reason(), refused.text()));
        } catch (IOException | RuntimeException e) {
            granted.completeExceptionally(new StreamException(Reason.FAILED, String.valueOf(e.getMessage())));
        } finally {
            closed = true;
            whenOver.run();
            gone.countDown();
        }
    }

    private Program start() throws ProgramException, IOException {
        Workshop shop = workshop;
        if (shop == null) {
            throw new IOException("the turn was never begun");
        }
        String name = String.valueOf(Path.of(config.program()).getFileName());
        return shop.programs()
                .start(ProgramSpec.of(name, config.argv())
                        .environment(Surroundings.VARIABLES)
                        .withInput()
                        .silence(DEAF)
                        .stop(config.killSignal(), config.killWait()));
    }

    private void play(Program playing) {
        FileChannel input = playing.input();
        try (input) {
            while (input != null && !playing.stopping() && !(closed && waiting.isEmpty())) {
                byte[] samples = waiting.poll(LOOK_MS, TimeUnit.MILLISECONDS);
                ByteBuffer data = ByteBuffer.wrap(samples == null ? new byte[0] : samples);
                while (data.hasRemaining()) {
                    input.write(data);
                }
                playing.progress();
            }
        } catch (IOException e) {
            LOG.debug("{} takes no more", playing.name(), e); // it ended, or was stopped
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Delivery deliver(AccessUnit unit) {
        Program playing = program;
        if (closed || playing != null && playing.stopping()) {
            return Delivery.CLOSED;
        }
        byte[] payload = new byte[unit.sizeBytes()];
        unit.payload().get(payload);
        return waiting.offer(format.samples(payload)) ? Delivery.ACCEPTED : Delivery.DROPPED_QUEUE_FULL;
    }

    @Override
    public void codec(Codec codec) {
        // raw samples have no parameters
    }

    /** What was said is played to its end, at most a second. */
    @Override
    public void close() {
        closed = true;
    }

    /** Ends the turn and waits until the program is gone. */
    void endNow() {
        closed = true;
        Program playing = program;
        if (playing != null) {
            playing.stop("the source is closed");
        }
        try {
            if (!gone.await(Workshop.longestEnd().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("A turn did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
