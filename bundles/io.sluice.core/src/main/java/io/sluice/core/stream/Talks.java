/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.driver.BackChannel;
import io.sluice.api.driver.BackChannel.Talk;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.Source;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.core.lane.Calls.Outcome;
import io.sluice.core.lane.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Who speaks to the device behind a stream: one at a time. Drivers are asked on threads of their own, under deadlines.
 * Lane only, but for what {@link SpokenSession} calls.
 */
final class Talks {
    /** How long a driver may take to say what its device can play. */
    private static final Duration ASK = Duration.ofSeconds(2);

    private final LiveStream stream;
    private @Nullable Talker talker;

    Talks(LiveStream stream) {
        this.stream = stream;
    }

    private record Candidate(Leg leg, @Nullable Generation generation, Producer producer) {}

    private record Granted(Candidate by, Talk talk) {}

    /** What the devices behind the open sources can play. */
    void talkable(CompletableFuture<List<Codec>> answer) {
        List<Candidate> open = candidates();
        if (open.isEmpty()) {
            world().dispatch().execute(() -> answer.complete(List.of()));
            return;
        }
        world().calls()
                .start(
                        "ask " + stream.name() + "~ talkable",
                        () -> accepted(open),
                        ASK,
                        outcome -> {
                            List<Codec> said = outcome instanceof Outcome.Returned<List<Codec>> returned
                                    ? returned.value()
                                    : List.of();
                            world().dispatch().execute(() -> answer.complete(said));
                        },
                        late -> {});
    }

    private static List<Codec> accepted(List<Candidate> open) {
        var all = new ArrayList<Codec>();
        for (Candidate each : open) {
            each.producer
                    .facet(BackChannel.class)
                    .map(BackChannel::accepted)
                    .ifPresent(codecs -> codecs.stream()
                            .filter(codec -> !all.contains(codec))
                            .forEach(all::add));
        }
        return List.copyOf(all);
    }

    private List<Candidate> candidates() {
        var open = new ArrayList<Candidate>();
        for (Leg leg : stream.legs()) {
            if (leg.phase() == Leg.Phase.OPEN && leg.producer != null) {
                open.add(new Candidate(leg, leg.current(), leg.producer));
            }
        }
        return open;
    }

    /** Somebody wants to speak; the answer comes when the driver has granted it, or not. */
    void talk(Talker fresh) throws StreamException {
        if (talker != null) {
            throw new StreamException(
                    Reason.BUSY, talker.id + " from " + talker.request.remote() + " speaks to " + stream.name());
        }
        List<Candidate> open = candidates();
        if (open.isEmpty()) {
            throw new StreamException(
                    Reason.UNSUPPORTED_MEDIA, "no source of " + stream.name() + " is open that could be spoken to");
        }
        talker = fresh;
        world().calls()
                .start(
                        "talk " + stream.name() + "~ " + fresh.id,
                        () -> grant(open, fresh.request.codec()),
                        stream.tuning().open(),
                        outcome -> answered(fresh, outcome),
                        late -> {
                            if (late != null) {
                                silence(fresh, late.talk, () -> {});
                            }
                        });
    }

    /** On the call's own thread. */
    private Granted grant(List<Candidate> open, Codec codec) throws StreamException, InterruptedException {
        boolean any = false;
        for (Candidate candidate : open) {
            BackChannel device = candidate.producer.facet(BackChannel.class).orElse(null);
            if (device == null) {
                continue;
            }
            any = true;
            List<Codec> accepted = device.accepted();
            for (Codec choice : accepted) {
                if (choice.equals(codec) || !accepted.contains(codec) && choice.isSameFormatAs(codec)) {
                    return new Granted(candidate, await(device.talk(choice)));
                }
            }
        }
        throw any
                ? new StreamException(
                        Reason.NO_COMMON_CODEC, "the device behind " + stream.name() + " does not play " + codec)
                : new StreamException(
                        Reason.UNSUPPORTED_MEDIA, "nothing behind " + stream.name() + " can be spoken to");
    }

    private static Talk await(CompletionStage<Talk> granted) throws StreamException, InterruptedException {
        try {
            return granted.toCompletableFuture().get();
        } catch (InterruptedException e) {
            granted.thenAccept(Talk::close); // it came too late for everybody
            throw e;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StreamException expected
                    ? expected
                    : new StreamException(Reason.DRIVER_FAILED, "the driver failed: " + e.getCause(), e);
        }
    }

    private void answered(Talker asked, Outcome<Granted> outcome) {
        if (outcome instanceof Outcome.Returned<Granted> returned) {
            Granted granted = returned.value();
            Leg leg = granted.by.leg;
            boolean stale = leg.phase() != Leg.Phase.OPEN || leg.current() != granted.by.generation;
            if (stale || asked.over()) {
                asked.end(Reason.ENDED, "the source ended before it could be spoken to", false);
                silence(asked, granted.talk, () -> free(asked));
                return;
            }
            asked.granted(leg, new SpokenSession(this, asked, stream.name(), granted.talk));
            stream.chronicle().talks(asked);
            return;
        }
        Reason reason = Reason.TIMEOUT;
        String text =
                "the device did not answer within " + stream.tuning().open().toMillis() + " ms";
        if (outcome instanceof Outcome.Threw<Granted> threw) {
            boolean expected = threw.problem() instanceof StreamException;
            reason = threw.problem() instanceof StreamException problem ? problem.reason() : Reason.DRIVER_FAILED;
            text = Source.mask(
                    expected ? String.valueOf(threw.problem().getMessage()) : "the driver threw " + threw.problem());
        }
        if (!asked.over()) {
            stream.chronicle().refused(asked, reason, text);
            asked.end(reason, text, false);
        }
        free(asked);
    }

    private void free(Talker gone) {
        if (talker == gone) {
            talker = null;
        }
    }

    /** Has the driver close a turn, on a thread of its own; the task runs when that is done or given up. */
    private void silence(Talker of, Talk device, Runnable done) {
        world().calls()
                .start(
                        "hush " + stream.name() + "~ " + of.id,
                        () -> {
                            device.close();
                            return true;
                        },
                        stream.tuning().close(),
                        outcome -> done.run(),
                        ended -> {});
    }

    /** The talker stopped by itself. Any thread. */
    void leave(Talker one) {
        world().lane().execute(() -> end(one, Reason.ENDED, "stopped to speak", true));
    }

    /** The device does not take more. Any thread. */
    void over(Talker one, Reason reason, String text) {
        world().lane().execute(() -> end(one, reason, Source.mask(text), false));
    }

    private void end(Talker one, Reason reason, String text, boolean byItself) {
        if (one.over()) {
            return;
        }
        SpokenSession spoken = one.session;
        one.end(reason, text, byItself);
        if (spoken != null) {
            stream.chronicle().hushed(one, reason, text);
            // Nobody else speaks before the driver has ended this turn.
            silence(one, spoken.device(), () -> free(one));
        }
    }

    /** Ends the turn of whoever speaks or waits to speak from our side. */
    void end(Reason reason, String text) {
        if (talker != null) {
            end(talker, reason, text, false);
        }
    }

    /** A source ends, and with it the turn: what is to be closed before its producer, or null. */
    @Nullable
    Talk sourceEnds(Leg leg, Failure cause) {
        Talker one = talker;
        SpokenSession spoken = one == null ? null : one.session;
        if (one == null || spoken == null || one.leg != leg || one.over()) {
            return null;
        }
        one.end(cause.reason(), cause.text(), false);
        stream.chronicle().hushed(one, cause.reason(), cause.text());
        free(one);
        return spoken.device();
    }

    /** Who speaks now, or null. */
    @Nullable
    Talker speaker() {
        return talker != null && talker.speaks() ? talker : null;
    }

    /** Who speaks or waits to, or null. */
    @Nullable
    Talker current() {
        return talker != null && !talker.over() ? talker : null;
    }

    private World world() {
        return stream.world();
    }
}
