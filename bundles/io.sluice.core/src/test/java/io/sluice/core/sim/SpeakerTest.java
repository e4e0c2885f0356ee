/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.BackChannel;
import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.Source;
import io.sluice.api.driver.TrackSink.Delivery;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.JoinRequest;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamState;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.TalkRequest;
import io.sluice.api.stream.TalkSession;
import io.sluice.api.stream.Want;
import io.sluice.core.driver.DriverEntry;
import io.sluice.core.driver.DriverHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A source that gives nothing and can be spoken to is open for whoever may speak, and for nobody else. */
class SpeakerTest {
    private static final Codec PCMA = Codec.of(Codec.PCMA, 8000, 1);

    private final Simulation sim = new Simulation(5);
    private final Speaker speaker = new Speaker();
    private final SimDriver camera = new SimDriver(new Random(5), 0);
    private DriverEntry first;
    private final List<String> told = new ArrayList<>();

    /** Plays what it is given. */
    private static final class Speaker implements DriverHandle, Producer, BackChannel, BackChannel.Talk {
        final List<String> happened = new ArrayList<>();
        Opened.Refused refusal;
        boolean turn;

        @Override
        public Opened open(Source source, ProducerContext context) {
            if (refusal != null) {
                return refusal;
            }
            happened.add("open");
            context.tracksComplete();
            return new Opened.Producing(this);
        }

        @Override
        public void release() {}

        @Override
        public <F> Optional<F> facet(Class<F> type) {
            return type == BackChannel.class ? Optional.of(type.cast(this)) : Optional.empty();
        }

        @Override
        public List<Codec> accepted() {
            return List.of(PCMA);
        }

        @Override
        public CompletionStage<Talk> talk(Codec codec) {
            turn = true;
            happened.add("talk");
            return CompletableFuture.completedFuture(this);
        }

        @Override
        public Delivery deliver(AccessUnit unit) {
            happened.add("heard");
            return Delivery.ACCEPTED;
        }

        @Override
        public void codec(Codec codec) {}

        @Override
        public void close() {
            happened.add(turn ? "hushed" : "closed");
            turn = false;
        }
    }

    @BeforeEach
    void start() {
        first = sim.addDriver("exec", speaker, "1.0.0");
        sim.addDriver("cam", camera, "1.0.0");
        camera.pictureOnly = true;
        sim.define("speaker", "exec:/bin/play#backchannel=1");
        sim.define("door", "cam://door", "exec:/bin/play#backchannel=1");
        sim.settle();
    }

    @AfterEach
    void close() {
        sim.close();
    }

    private CompletableFuture<Subscription> join(String name, boolean speaks, Want... wants) {
        var request = new JoinRequest(List.of(wants), "sim", "nowhere", "", "", Simulation.START, speaks);
        var joined = new CompletableFuture<Subscription>();
        sim.lane.execute(() -> {
            try {
                sim.streams.join(
                        StreamName.of(name), this, request, (reason, text) -> told.add("ended " + reason), joined);
            } catch (StreamException e) {
                joined.completeExceptionally(e);
            }
        });
        sim.settle();
        return joined;
    }

    private CompletableFuture<TalkSession> talk(String name) {
        var answer = new CompletableFuture<TalkSession>();
        sim.lane.execute(() -> {
            try {
                sim.streams.talk(
                        StreamName.of(name),
                        this,
                        new TalkRequest(PCMA, "sim", "ann", "", ""),
                        (reason, text) -> told.add("hushed " + reason),
                        answer);
            } catch (StreamException e) {
                answer.completeExceptionally(e);
            }
        });
        sim.settle();
        return answer;
    }

    private static Want any(MediaKind kind) {
        return Want.any(kind);
    }

    @Test
    void whoSpeaksFindsItOpenAndMayBeSilentForAsLongAsHeLikes() {
        Subscription speaks = join("speaker", true, any(MediaKind.VIDEO), any(MediaKind.AUDIO))
                .join();
        assertThat(speaks.matches()).isEmpty();
        assertThat(sim.state("speaker")).isEqualTo(StreamState.LIVE);
        assertThat(sim.info("speaker").text()).isEqualTo("it can be spoken to");
        sim.pass(Duration.ofMinutes(10));
        assertThat(told).isEmpty();
        assertThat(speaker.happened).containsExactly("open");

        TalkSession session = talk("speaker").join();
        session.deliver(AccessUnit.of(new byte[160], 0, true));
        sim.settle();
        session.close();
        sim.settle();
        assertThat(speaker.happened).containsExactly("open", "talk", "heard", "hushed");

        speaks.close();
        sim.pass(Duration.ofMinutes(1));
        assertThat(speaker.happened).last().isEqualTo("closed");
        assertThat(sim.state("speaker")).isEqualTo(StreamState.IDLE);
    }

    @Test
    void whoOnlyWatchesIsToldThatThereIsNothing() {
        var watches = join("speaker", false, any(MediaKind.VIDEO));
        assertThat(watches).isCompletedExceptionally();
        var problem =
                (StreamException) watches.handle((value, failed) -> failed).join();
        assertThat(problem.reason()).isEqualTo(Reason.TRACK_MISSING);
        sim.pass(Duration.ofMinutes(1));
        assertThat(sim.state("speaker")).isEqualTo(StreamState.IDLE);
    }

    @Test
    void besideACameraItIsOpenedForThoseWhoSpeakOnly() {
        Subscription watches = join("door", false, any(MediaKind.VIDEO)).join();
        assertThat(speaker.happened).isEmpty();
        Subscription speaks = join("door", true, any(MediaKind.VIDEO)).join();
        assertThat(speaks.matches()).hasSize(1);
        assertThat(speaker.happened).containsExactly("open");
        camera.open.forEach(SimDriver.SimProducer::deliver);
        sim.settle();
        assertThat(sim.state("door")).isEqualTo(StreamState.LIVE);
        assertThat(talk("door")).isCompleted();

        speaks.close();
        sim.pass(Duration.ofMinutes(1));
        assertThat(speaker.happened).last().isEqualTo("closed");
        assertThat(told).contains("hushed LAST_VIEWER_LEFT");
        watches.close();
    }

    @Test
    void aLoudspeakerThatFailsKeepsNobodyFromWatching() {
        speaker.refusal = new Opened.Refused(Reason.PROGRAM_MISSING, "/bin/play is not there", Opened.Retry.YES);
        assertThat(join("door", true, any(MediaKind.VIDEO)).join().matches()).hasSize(1);
        assertThat(join("speaker", true, any(MediaKind.AUDIO))).isNotCompleted();
        sim.pass(Simulation.START.plusSeconds(1));
        assertThat(sim.info("speaker").consumers()).isEmpty();
    }

    @Test
    void itIsOpenedAgainForWhoWaitsToSpeakWhenItsDriverIsUpdated() {
        join("speaker", true, any(MediaKind.AUDIO)).join();
        sim.pass(Duration.ofSeconds(5));
        var second = new Speaker();
        sim.addDriver("exec", second, "2.0.0");
        sim.removeDriver(first);
        sim.settle();
        assertThat(speaker.happened).containsExactly("open", "closed");
        assertThat(second.happened).containsExactly("open");
        assertThat(told).isEmpty();
    }
}
