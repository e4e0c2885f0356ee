/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.exec;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.Reason;
import io.sluice.lib.codec.CodecException;
import io.sluice.lib.codec.MediaTracks;
import io.sluice.lib.container.MagicReader;
import io.sluice.lib.loopback.PublishListener;
import io.sluice.lib.loopback.PublishTicket;
import io.sluice.lib.process.Exit;
import io.sluice.lib.process.Program;
import io.sluice.lib.process.ProgramException;
import io.sluice.lib.process.ProgramSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running program and what it gives. */
final class ExecProducer implements Producer, MediaTracks, PublishListener {
    private static final Logger LOG = LoggerFactory.getLogger(ExecProducer.class);
    /** Without its own watchdog a program that never gives anything would run for ever. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private static final Set<MediaKind> KINDS = Set.of(MediaKind.VIDEO, MediaKind.AUDIO);

    private final ExecConfig config;
    private final ProducerContext context;
    private final Consumer<ExecProducer> whenClosed;
    private final MagicReader reader;
    /** Null once media comes, or how it failed before that. */
    private final CompletableFuture<Opened.@Nullable Refused> began = new CompletableFuture<>();

    private volatile @Nullable Program program;
    private volatile @Nullable PublishTicket ticket;
    private volatile Opened.@Nullable Refused refusal;
    private volatile boolean closed;

    ExecProducer(ExecConfig config, ProducerContext context, Consumer<ExecProducer> whenClosed) {
        this.config = config;
        this.context = context;
        this.whenClosed = whenClosed;
        this.reader = new MagicReader(this, System::nanoTime);
    }

    ExecConfig config() {
        return config;
    }

    /** Starts the program and waits for its media; closed when the answer is no producer. */
    Opened start(Workshop workshop) throws ProgramException, IOException, InterruptedException {
        // Core interrupts at its deadline: the answer must be there before, with the reason.
        Duration most = context.timeout().multipliedBy(9).dividedBy(10);
        Duration said = config.startTime();
        Duration wait = said == null || said.compareTo(most) > 0 ? most : said;
        Program started = launch(workshop, said);
        program = started;
        started.ended().thenAccept(exit -> over(started, exit));
        if (closed) {
            started.stop("nobody needs it any more");
        }
        try {
            Opened.Refused failed = began.get(wait.toMillis(), TimeUnit.MILLISECONDS);
            if (failed != null) {
                close();
                return failed;
            }
        } catch (TimeoutException e) {
            if (said == null || said.compareTo(most) <= 0) {
                return silent(started, wait);
            }
            // It was given more time than core has for opening: media may come later, or the watchdog ends it.
        } catch (InterruptedException e) {
            close();
            throw e;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // nobody completes it so
        }
        return new Opened.Producing(this);
    }

    private Opened silent(Program started, Duration wait) {
        String text =
                started.name() + " gave no media within " + wait.toMillis() + " ms" + Ending.words(started.lastWords());
        close();
        return new Opened.Refused(Reason.TIMEOUT, text, Opened.Retry.YES);
    }

    private Program launch(Workshop workshop, @Nullable Duration said) throws ProgramException, IOException {
        Duration silence = said != null && said.compareTo(SILENCE) > 0 ? said : SILENCE;
        String name = String.valueOf(Path.of(config.program()).getFileName());
        Program started;
        if (config.announces()) {
            PublishTicket made = workshop.loopback().publish(context, KINDS, silence, null, this);
            ticket = made;
            started = workshop.programs().start(spec(name, made.url(), silence));
            made.owner(started.pid());
        } else {
            started = workshop.programs().start(spec(name, "", silence).output(this::output));
        }
        LOG.info("{}: {} runs as process {}", context.stream(), name, started.pid());
        String warning = config.warning();
        if (warning != null) {
            LOG.warn("{}: {}", context.stream(), warning);
        }
        return started;
    }

    private ProgramSpec spec(String name, String address, Duration silence) {
        return ProgramSpec.of(name, config.argv(address))
                .environment(Surroundings.VARIABLES)
                .silence(silence)
                .stop(config.killSignal(), config.killWait());
    }

    /** On the thread of the program's output. */
    private void output(ByteBuffer data) throws IOException {
        try {
            reader.read(data);
        } catch (CodecException e) {
            refusal = Ending.of(String.valueOf(Path.of(config.program()).getFileName()), e);
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public TrackSink track(MediaKind kind, Codec codec) {
        TrackSink sink = context.track(kind, codec);
        began.complete(null);
        return sink;
    }

    @Override
    public void tracksComplete() {
        context.tracksComplete();
    }

    @Override
    public void recording() {
        began.complete(null);
    }

    @Override
    public void progress() {
        Program running = program;
        if (running != null) {
            running.progress();
        }
    }

    /** Its connection to the private listener ended: it is of no use without. */
    @Override
    public void ended(String text) {
        Program running = program;
        if (running != null) {
            running.stop("its connection ended: " + text);
        }
    }

    /** On a thread of the supervisor. */
    private void over(Program ended, Exit exit) {
        Opened.Refused said = refusal;
        Opened.Refused how = said == null ? Ending.of(ended, exit) : said;
        LOG.info("{}: {} ended after {} ms: {}", context.stream(), ended.name(), exit.tookMs(), exit.how());
        if (!began.complete(how) && !closed) {
            context.ended(how.reason(), how.text(), how.retry());
        }
    }

    /** Its program is not allowed any more. */
    void forbid(Opened.Refused why) {
        refusal = why;
        Program running = program;
        if (running != null) {
            running.stop(why.text());
        }
    }

    @Override
    public <F> Optional<F> facet(Class<F> type) {
        return Program.facet(program, type);
    }

    /** Waits until the program is gone: what it holds (a camera, a microphone) may be needed by the next one. */
    @Override
    public void close() {
        closed = true;
        whenClosed.accept(this);
        PublishTicket open = ticket;
        if (open != null) {
            open.close();
        }
        Program running = program;
        if (running != null) {
            Surroundings.await(running.stop("nobody needs it any more"), Workshop.longestEnd());
        }
    }
}
