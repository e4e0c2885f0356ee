/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.driver.ProgramStatus;
import io.sluice.api.driver.ProgramStatus.Status;
import io.sluice.core.lane.Calls.Outcome;
import io.sluice.core.lane.World;
import java.time.Duration;
import java.util.Collection;

/**
 * Asks drivers what their programs do before a stream is described: each on a thread of its own, and for a short time
 * only. Who did not answer is shown as it was last, and not asked again before he did. Lane only.
 */
final class ProgramQuestions {
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final World world;
    private int open = 1;
    private final Runnable then;

    private ProgramQuestions(World world, Runnable then) {
        this.world = world;
        this.then = then;
    }

    /** Runs a task when all that could be learnt is known: at once where there is nothing to ask. */
    static void ask(World world, Collection<LiveStream> streams, Runnable then) {
        var questions = new ProgramQuestions(world, then);
        long now = world.clock().nowNs();
        for (LiveStream stream : streams) {
            for (Leg leg : stream.legs()) {
                ProgramStatus program = leg.program().stale(now);
                if (program != null) {
                    questions.ask(leg, program, now);
                }
            }
        }
        questions.one();
    }

    private void ask(Leg leg, ProgramStatus program, long now) {
        leg.program().asks(now);
        open++;
        world.calls()
                .<Status>start(
                        "ask " + leg.stream().name() + "~" + leg.index() + " program",
                        () -> LegProgram.ask(program),
                        PATIENCE,
                        outcome -> {
                            if (outcome instanceof Outcome.Returned<Status> returned) {
                                leg.program().answered(program, returned.value());
                            } else if (!(outcome instanceof Outcome.Late<Status>)) {
                                leg.program().answered(program, null);
                            }
                            one();
                        },
                        late -> leg.program().answered(program, late));
    }

    private void one() {
        if (--open == 0) {
            then.run();
        }
    }
}
