/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.driver.BackChannel.Talk;
import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProgramStatus;
import io.sluice.api.driver.Source;
import io.sluice.api.stream.Reason;
import io.sluice.core.driver.DriverEntry;
import io.sluice.core.lane.Calls.Outcome;
import io.sluice.core.lane.Calls.Running;
import io.sluice.core.lane.Tuning;
import io.sluice.core.lane.World;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Makes a leg's calls into its driver and turns their outcomes into the leg's messages. Lane only. */
final class LegCalls {
    private static final int MAX_REDIRECTS = 5;
    private static final String NO_THREAD = "the system gives this process no more threads";
    private static final Duration NEXT_THREAD = Duration.ofMillis(500);

    /** What reaches the machine itself comes from the configuration file only, never from a redirect. */
    private static final Set<String> MACHINE =
            Set.of("exec", "echo", "expr", "file", "ffmpeg", "v4l2", "alsa", "device");

    private final Leg leg;
    private @Nullable Running opening;

    LegCalls(Leg leg) {
        this.leg = leg;
    }

    /** Opens a source with a driver; a redirect opens the next one under the same generation. */
    void open(Generation generation, DriverEntry entry, Source source, int redirects) {
        var program = new AtomicReference<@Nullable ProgramStatus>();
        opening = world().calls()
                .start(
                        "open " + leg.place() + " g" + generation.generation(),
                        () -> {
                            Opened opened = entry.handle().open(source, generation);
                            program.set(LegProgram.facetOf(opened));
                            return opened;
                        },
                        generation.timeout(),
                        outcome -> {
                            leg.program().began(program.get());
                            answered(generation, entry, redirects, outcome);
                        },
                        late -> cameLate(entry, late));
    }

    /** Hurries the open that is under way: its outcome is not wanted any more, but still awaited. */
    void giveUp() {
        if (opening != null) {
            opening.interrupt();
        }
    }

    private void answered(Generation generation, DriverEntry entry, int redirects, Outcome<Opened> outcome) {
        opening = null;
        if (outcome instanceof Outcome.Late<Opened>) {
            leg.abandon(entry, generation);
            String text = entry.label() + " did not return from open within "
                    + generation.timeout().toMillis() + " ms";
            leg.failed(new Failure(Reason.TIMEOUT, text, Opened.Retry.YES));
        } else if (outcome instanceof Outcome.NoThread<Opened>) {
            leg.failed(new Failure(Reason.FAILED, NO_THREAD, Opened.Retry.YES));
        } else if (outcome instanceof Outcome.Threw<Opened> threw) {
            leg.failed(thrown(entry, threw.problem(), "open"));
        } else if (outcome instanceof Outcome.Returned<Opened> returned) {
            returned(generation, entry, redirects, returned.value());
        }
    }

    private void returned(Generation generation, DriverEntry entry, int redirects, @Nullable Opened answer) {
        if (answer instanceof Opened.Producing producing) {
            entry.behaved();
            leg.opened(generation, entry, producing.producer());
            return;
        }
        if (answer instanceof Opened.Refused refused) {
            entry.behaved();
            leg.failed(new Failure(refused.reason(), Source.mask(refused.text()), refused.retry()));
        } else if (answer instanceof Opened.Redirect redirect) {
            redirected(generation, entry, redirect.source(), redirects + 1);
        } else {
            entry.broken();
            leg.failed(new Failure(Reason.DRIVER_FAILED, entry.label() + " opened nothing", Opened.Retry.YES));
        }
    }

    private void redirected(Generation generation, DriverEntry from, Source to, int redirects) {
        if (leg.phase() == Leg.Phase.CLOSING) {
            leg.failed(new Failure(Reason.ENDED, "closed while it was redirected", Opened.Retry.YES));
        } else if (redirects > MAX_REDIRECTS) {
            leg.failed(new Failure(
                    Reason.LOOP, "more than " + MAX_REDIRECTS + " redirects, the last one to " + to, Opened.Retry.NO));
        } else if (MACHINE.contains(to.scheme())) {
            leg.failed(new Failure(
                    Reason.FORBIDDEN,
                    from.label() + " redirected to " + to.scheme() + ":, which only the configuration file may name",
                    Opened.Retry.NO));
        } else {
            DriverEntry next = leg.stream().drivers().best(to.scheme());
            if (next == null) {
                leg.lacks(to.scheme());
            } else {
                leg.hop(next);
                open(generation, next, to, redirects);
            }
        }
    }

    /** An open that was given up has ended after all: what it opened is closed, and the leg may try again. */
    private void cameLate(DriverEntry entry, @Nullable Opened late) {
        if (late instanceof Opened.Producing producing) {
            closeLate(entry, null, producing.producer(), () -> leg.recovered(entry));
        } else {
            leg.recovered(entry);
        }
    }

    /** Closes what no generation waits for any more. */
    private void closeLate(@Nullable DriverEntry entry, @Nullable Talk talk, Producer producer, Runnable done) {
        world().calls()
                .start(
                        "close late " + leg.place(),
                        closing(entry, talk, producer),
                        tuning().close(),
                        outcome -> {
                            if (outcome instanceof Outcome.NoThread<Boolean>) {
                                world().lane().after(NEXT_THREAD, () -> closeLate(entry, talk, producer, done));
                            } else if (!(outcome instanceof Outcome.Late<Boolean>)) {
                                done.run();
                            }
                        },
                        ended -> done.run());
    }

    /**
     * Closes a producer; whatever comes of it, the leg is told within the deadline.
     *
     * @param talk somebody's turn to speak to it, which ends before; null when there is none
     */
    void close(Generation generation, @Nullable DriverEntry entry, @Nullable Talk talk, Producer producer) {
        var last = new AtomicReference<ProgramStatus.@Nullable Status>();
        Callable<Boolean> closing = closing(entry, talk, producer);
        world().calls()
                .start(
                        "close " + leg.place() + " g" + generation.generation(),
                        () -> {
                            ProgramStatus program = LegProgram.facetOf(producer);
                            try {
                                return closing.call();
                            } finally {
                                last.set(LegProgram.ask(program));
                            }
                        },
                        tuning().close(),
                        outcome -> {
                            leg.program().ended(last.get());
                            closed(generation, entry, talk, producer, outcome);
                        },
                        ended -> {
                            if (entry != null) {
                                leg.recovered(entry);
                            }
                        });
    }

    /** The driver is given back on the same thread: that may run its code, so it must not happen on the lane. */
    private static Callable<Boolean> closing(@Nullable DriverEntry entry, @Nullable Talk talk, Producer producer) {
        return () -> {
            try (producer) {
                if (talk != null) {
                    talk.close();
                }
            } finally {
                if (entry != null) {
                    entry.handle().release();
                }
            }
            return true;
        };
    }

    private void closed(
            Generation generation,
            @Nullable DriverEntry entry,
            @Nullable Talk talk,
            Producer producer,
            Outcome<Boolean> outcome) {
        String note = "";
        if (outcome instanceof Outcome.NoThread<Boolean>) {
            note = "close waits: " + NO_THREAD;
            world().lane().after(NEXT_THREAD, () -> closeLate(entry, talk, producer, () -> {}));
        } else if (outcome instanceof Outcome.Late<Boolean>) {
            note = "close did not return within " + tuning().close().toMillis() + " ms and was abandoned";
            if (entry != null) {
                leg.abandon(entry, generation);
            }
        } else if (outcome instanceof Outcome.Threw<Boolean> threw) {
            note = "close threw " + Source.mask(String.valueOf(threw.problem()));
            if (entry != null && threw.problem() instanceof Error && !entry.gone()) {
                entry.broken();
            }
        }
        leg.closed(entry, note);
    }

    private static Failure thrown(DriverEntry entry, Throwable problem, String call) {
        // A class of a bundle that has gone cannot be loaded any more (NoClassDefFoundError and its kin).
        if (problem instanceof LinkageError && entry.gone()) {
            return new Failure(Reason.DRIVER_GONE, entry.label() + " went during " + call, Opened.Retry.YES);
        }
        if (problem instanceof Error) {
            entry.broken();
        }
        String what = Source.mask(String.valueOf(problem));
        return new Failure(Reason.DRIVER_FAILED, entry.label() + " threw " + what + " from " + call, Opened.Retry.YES);
    }

    private World world() {
        return leg.stream().world();
    }

    private Tuning tuning() {
        return world().tuning().get();
    }
}
