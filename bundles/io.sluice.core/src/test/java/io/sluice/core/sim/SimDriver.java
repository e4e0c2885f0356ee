/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.sim;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.ProgramStatus;
import io.sluice.api.driver.Source;
import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.Reason;
import io.sluice.core.driver.DriverHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A driver that succeeds, refuses, throws or redirects at random; all from one seed. */
final class SimDriver implements DriverHandle {
    private final Random random;
    /** Share of opens that fail in some way. */
    double misbehaviour;

    /** What every open answers, when it is set. */
    @Nullable
    Opened always;

    /** What every close throws, when it is set. */
    @Nullable
    String closeProblem;

    /** What its producers say of their programs, when it is set. */
    @Nullable
    ProgramStatus program;

    boolean pictureOnly;
    /** Not only three times of four. */
    boolean sound;

    Codec video = Codec.of(Codec.H264, 90_000, 0);

    final List<SimProducer> open = new ArrayList<>();
    int opens;

    int keyRequests;
    RuntimeException keyProblem;

    SimDriver(Random random, double misbehaviour) {
        this.random = random;
        this.misbehaviour = misbehaviour;
    }

    @Override
    public Opened open(Source source, ProducerContext context) throws Exception {
        opens++;
        if (always != null) {
            return always;
        }
        if (random.nextDouble() < misbehaviour) {
            return misbehave();
        }
        var producer = new SimProducer(context);
        producer.sinks.add(context.track(MediaKind.VIDEO, video));
        if (!pictureOnly && (random.nextInt(4) > 0 || sound)) {
            producer.sinks.add(context.track(MediaKind.AUDIO, Codec.of(Codec.PCMA, 8_000, 1)));
        }
        if (random.nextInt(8) > 0) {
            context.tracksComplete();
        }
        open.add(producer);
        return new Opened.Producing(producer);
    }

    private Opened misbehave() throws Exception {
        return switch (random.nextInt(6)) {
            case 0 -> new Opened.Refused(Reason.REFUSED, "nobody there", Opened.Retry.YES);
            case 1 -> new Opened.Refused(Reason.UNAUTHORIZED, "wrong password", Opened.Retry.CAREFULLY);
            case 2 -> new Opened.Refused(Reason.SOURCE_NOT_FOUND, "no such path", Opened.Retry.NO);
            case 3 -> new Opened.Redirect(Source.of("other://elsewhere"));
            case 4 -> throw new IllegalStateException("driver is confused");
            default -> throw new NoClassDefFoundError("gone/Class");
        };
    }

    @Override
    public void release() {}

    /** One open source; what it does is decided by the simulation. */
    final class SimProducer implements Producer {
        final ProducerContext context;
        final List<TrackSink> sinks = new ArrayList<>();
        private long pts;

        SimProducer(ProducerContext context) {
            this.context = context;
        }

        /** Delivers one unit on each track. */
        void deliver() {
            pts += 1;
            for (TrackSink sink : sinks) {
                byte[] nal = {0, 0, 0, 2, 0x65, 1};
                sink.deliver(AccessUnit.of(nal, pts * 3_000, true));
            }
        }

        /** Delivers one unit on the first track. */
        void deliverPicture() {
            pts += 1;
            sinks.get(0).deliver(AccessUnit.of(new byte[] {0, 0, 0, 2, 0x65, 1}, pts * 3_000, true));
        }

        /** Delivers one unit on each track but the first. */
        void deliverSound() {
            pts += 1;
            sinks.stream().skip(1).forEach(sink -> sink.deliver(AccessUnit.of(new byte[160], pts * 3_000, true)));
        }

        /** Says that it is over, in one of several ways. */
        void die() {
            Opened.Retry retry = random.nextInt(4) == 0 ? Opened.Retry.NO : Opened.Retry.YES;
            context.ended(random.nextBoolean() ? Reason.RESET : Reason.ENDED, "the simulation says so", retry);
        }

        @Override
        public <F> Optional<F> facet(Class<F> type) {
            return type == ProgramStatus.class ? Optional.ofNullable(program).map(type::cast) : Optional.empty();
        }

        @Override
        public boolean requestKey() {
            keyRequests++;
            if (keyProblem != null) {
                throw keyProblem;
            }
            return true;
        }

        @Override
        public void close() {
            open.remove(this);
            if (closeProblem != null) {
                throw new IllegalStateException(closeProblem);
            }
            if (random.nextDouble() < misbehaviour) {
                throw new IllegalStateException("close failed");
            }
        }
    }
}
