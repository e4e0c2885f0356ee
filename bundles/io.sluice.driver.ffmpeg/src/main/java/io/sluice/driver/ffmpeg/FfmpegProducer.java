/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.Subscription;
import io.sluice.lib.loopback.PlayTicket;
import io.sluice.lib.loopback.PublishListener;
import io.sluice.lib.loopback.PublishTicket;
import io.sluice.lib.loopback.Ticket;
import io.sluice.lib.process.Exit;
import io.sluice.lib.process.Program;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A program, what it reads and what it gives. One end of any of them ends the others, and none waits for another: the
 * program is told to stop, its addresses are revoked, its subscription is closed, all at once. Any thread.
 */
final class FfmpegProducer implements Producer, PublishListener, Consumer {
    /** A device cannot be opened anew before its program has let go of it; a program that takes longer is given up. */
    private static final long CLOSE_MS = 2_000;

    private final ProducerContext context;
    /** Null in it: media is on its way; otherwise why there will be none. */
    private final CompletableFuture<@Nullable End> begun = new CompletableFuture<>();

    private final AtomicBoolean told = new AtomicBoolean();
    private volatile boolean stopped;
    private volatile @Nullable Program program;
    private volatile @Nullable PlayTicket play;
    private volatile @Nullable PublishTicket publish;
    private volatile @Nullable Subscription reading;
    private volatile @Nullable End because;

    /** Why there is no media any more. */
    record End(Reason reason, String text, Opened.Retry retry) {}

    FfmpegProducer(ProducerContext context) {
        this.context = context;
    }

    CompletableFuture<@Nullable End> begun() {
        return begun;
    }

    /** What it reads; given back at once when it is over already. */
    void reads(Subscription subscription) {
        reading = subscription;
        if (stopped) {
            subscription.close();
        }
    }

    void tickets(@Nullable PlayTicket playing, PublishTicket publishing) {
        play = playing;
        publish = publishing;
        if (stopped) {
            revoke();
        }
    }

    void runs(Program started) {
        program = started;
        if (stopped) {
            started.stop("nobody needs it any more");
        }
        started.ended().thenAccept(exit -> over(started, exit));
    }

    /** The program is gone, by itself, by our order, or by the supervisor's. */
    private void over(Program gone, Exit exit) {
        End why = because;
        tell(why != null ? why : Failures.of(exit, gone.why(), gone.lastWords()));
    }

    private void tell(End end) {
        boolean first = told.compareAndSet(false, true);
        boolean opening = begun.complete(end);
        if (first && !opening && !stopped) {
            context.ended(end.reason(), end.text(), end.retry());
        }
        stop();
    }

    /** Its last line, for people, or empty. */
    String lastWord() {
        Program running = program;
        return running == null ? "" : Failures.lastWord(running.lastWords());
    }

    @Override
    public void recording() {
        begun.complete(null);
    }

    @Override
    public void progress() {
        Program running = program;
        if (running != null) {
            running.progress();
        }
    }

    /** It gave its connection up; its last words come with its end, which is not waited for. */
    @Override
    public void ended(String text) {
        Program running = program;
        if (running == null) {
            tell(new End(Reason.FAILED, "ffmpeg: " + text, Opened.Retry.YES));
        } else {
            running.stop(Failures.GAVE_UP);
        }
    }

    /** The stream that it reads has ended for it. */
    @Override
    public void ended(Reason reason, String text) {
        End end = new End(reason, text, Opened.Retry.YES);
        because = end;
        tell(end);
    }

    /** One order, which waits for nobody. Idempotent. */
    void stop() {
        stopped = true;
        begun.complete(new End(Reason.ENDED, "the attempt was given up", Opened.Retry.YES));
        Program running = program;
        if (running != null) {
            running.stop("nobody needs it any more");
        }
        revoke();
        Subscription subscription = reading;
        if (subscription != null) {
            subscription.close();
        }
    }

    private void revoke() {
        for (Ticket ticket : new Ticket[] {play, publish}) {
            if (ticket != null) {
                ticket.close();
            }
        }
    }

    @Override
    public <F> Optional<F> facet(Class<F> type) {
        return Program.facet(program, type);
    }

    @Override
    public void close() throws InterruptedException {
        stop();
        Program running = program;
        if (running == null) {
            return;
        }
        try {
            running.ended().toCompletableFuture().get(CLOSE_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return; // the supervisor goes on with it, and says so
        }
    }
}
