/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.BackChannel;
import io.sluice.api.driver.BackChannel.Talk;
import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.Source;
import io.sluice.api.driver.TrackSink.Delivery;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamInfo.ConsumerInfo;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.TalkRequest;
import io.sluice.api.stream.TalkSession;
import io.sluice.core.driver.DriverEntry;
import io.sluice.core.driver.DriverHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

/** Speaking to the device behind a stream, whatever the driver and the others do meanwhile. */
class TalkTest {
    private static final StreamName DOOR = StreamName.of("door");
    private static final Codec PCMU = Codec.of(Codec.PCMU, 8000, 1);
    private static final Codec PCMA = Codec.of(Codec.PCMA, 8000, 1);

    private final Simulation sim = new Simulation(7);
    private final Doorbell doorbell = new Doorbell();
    private final List<String> told = new ArrayList<>();
    private Simulation.SimViewer viewer;

    /** A driver of a device that plays PCMU and writes down what happens to it. */
    private static final class Doorbell implements DriverHandle, BackChannel {
        final List<String> happened = new ArrayList<>();
        ProducerContext context;
        CompletableFuture<Talk> answer;
        Delivery delivery = Delivery.ACCEPTED;
        boolean dumb;
        boolean confused;

        @Override
        public Opened open(Source source, ProducerContext opened) {
            context = opened;
            opened.track(MediaKind.VIDEO, Codec.of(Codec.H264, 90_000, 0));
            opened.tracksComplete();
            return new Opened.Producing(new Producer() {
                @Override
                public void close() {
                    happened.add("closed");
                }

                @Override
                public <F> Optional<F> facet(Class<F> type) {
                    return dumb || type != BackChannel.class ? Optional.empty() : Optional.of(type.cast(Doorbell.this));
                }
            });
        }

        @Override
        public void release() {}

        @Override
        public List<Codec> accepted() {
            return List.of(PCMU);
        }

        @Override
        public CompletionStage<Talk> talk(Codec codec) {
            happened.add("talk " + codec);
            return answer != null ? answer : CompletableFuture.completedFuture(turn());
        }

        Talk turn() {
            return new Talk() {
                @Override
                public Delivery deliver(AccessUnit unit) {
                    if (confused) {
                        throw new IllegalStateException("confused");
                    }
                    happened.add("heard " + unit.sizeBytes());
                    return delivery;
                }

                @Override
                public void codec(Codec codec) {
                    throw new AssertionError("a turn has one codec");
                }

                @Override
                public void close() {
                    happened.add("hushed");
                }
            };
        }
    }

    @BeforeEach
    void watch() {
        sim.lane.execute(() -> sim.streams.driverCame(
                new DriverEntry(99, 0, "doorbell", Version.emptyVersion, List.of("bell"), doorbell)));
        sim.define("door", "bell://device");
        viewer = sim.join("door");
        sim.settle();
        assertThat(viewer.joined).isCompleted();
    }

    @AfterEach
    void close() {
        sim.close();
    }

    private CompletableFuture<TalkSession> talk(String who, Codec codec) {
        var answer = new CompletableFuture<TalkSession>();
        Consumer talker = (reason, text) -> told.add(who + " " + reason);
        sim.lane.execute(() -> {
            try {
                sim.streams.talk(DOOR, this, new TalkRequest(codec, "sim", who, "", ""), talker, answer);
            } catch (StreamException e) {
                answer.completeExceptionally(e);
            }
        });
        sim.settle();
        return answer;
    }

    private static Reason reasonOf(CompletableFuture<?> failed) {
        assertThat(failed).isCompletedExceptionally();
        return ((StreamException) failed.handle((value, problem) -> problem).join()).reason();
    }

    private static AccessUnit unit(int bytes) {
        return AccessUnit.of(new byte[bytes], 0, true);
    }

    private List<ConsumerInfo> talkers() {
        var found = new ArrayList<ConsumerInfo>();
        sim.lane.runNow(() -> sim.streams.describe().get(0).consumers().stream()
                .filter(consumer -> !consumer.talk().isEmpty())
                .forEach(found::add));
        return found;
    }

    @Test
    void whatIsSaidReachesTheDeviceInOrderAndTheTalkerIsShown() {
        TalkSession session = talk("ann", PCMU).join();
        for (int i = 1; i <= 5; i++) {
            assertThat(session.deliver(unit(i))).isEqualTo(Delivery.ACCEPTED);
        }
        sim.settle();

        assertThat(doorbell.happened)
                .containsExactly("talk pcmu/8000/1", "heard 1", "heard 2", "heard 3", "heard 4", "heard 5");
        assertThat(talkers()).singleElement().satisfies(shown -> {
            assertThat(shown.id()).isEqualTo(session.id());
            assertThat(shown.talk()).isEqualTo("pcmu/8000/1");
            assertThat(shown.remote()).isEqualTo("ann");
            assertThat(shown.units()).isEqualTo(5);
            assertThat(shown.bytes()).isEqualTo(15);
        });
        session.close();
        sim.settle();
        assertThat(doorbell.happened).last().isEqualTo("hushed");
        assertThat(session.deliver(unit(1))).isEqualTo(Delivery.CLOSED);
        assertThat(talkers()).isEmpty();
        assertThat(told).as("who goes by itself is not told").isEmpty();
    }

    @Test
    void oneSpeaksAtATime() {
        TalkSession first = talk("ann", PCMU).join();
        assertThat(reasonOf(talk("bob", PCMU))).isEqualTo(Reason.BUSY);
        first.close();
        sim.settle();
        assertThat(talk("bob", PCMU)).isCompleted();
        assertThat(doorbell.happened).containsExactly("talk pcmu/8000/1", "hushed", "talk pcmu/8000/1");
    }

    @Test
    void whatTheDeviceDoesNotPlayIsRefused() {
        assertThat(reasonOf(talk("ann", PCMA))).isEqualTo(Reason.NO_COMMON_CODEC);
        doorbell.dumb = true;
        assertThat(reasonOf(talk("ann", PCMU))).isEqualTo(Reason.UNSUPPORTED_MEDIA);
        assertThat(doorbell.happened).isEmpty();
    }

    @Test
    void whatCanBeSpokenToSaysSo() {
        var codecs = new CompletableFuture<List<Codec>>();
        sim.lane.execute(() -> {
            try {
                sim.streams.talkable(DOOR, codecs);
            } catch (StreamException e) {
                codecs.completeExceptionally(e);
            }
        });
        sim.settle();
        assertThat(codecs.join()).containsExactly(PCMU);
    }

    @Test
    void theTurnEndsWithTheSourceAndBeforeItsProducerIsClosed() {
        TalkSession session = talk("ann", PCMU).join();
        doorbell.context.ended(Reason.RESET, "reset", Opened.Retry.YES);
        sim.settle();

        assertThat(doorbell.happened).startsWith("talk pcmu/8000/1", "hushed", "closed");
        assertThat(told).containsExactly("ann RESET");
        assertThat(session.deliver(unit(1))).isEqualTo(Delivery.CLOSED);
    }

    @Test
    void theTurnEndsWhenTheDeviceTakesNoMoreOrTheDriverFails() {
        TalkSession first = talk("ann", PCMU).join();
        doorbell.delivery = Delivery.CLOSED;
        first.deliver(unit(1));
        sim.settle();
        doorbell.confused = true;
        TalkSession second = talk("bob", PCMU).join();
        second.deliver(unit(1));
        sim.settle();

        assertThat(told).containsExactly("ann ENDED", "bob DRIVER_FAILED");
        assertThat(talkers()).isEmpty();
    }

    @Test
    void anAdministratorEndsATurn() {
        TalkSession session = talk("ann", PCMU).join();
        var kicked = new boolean[1];
        sim.lane.runNow(() -> kicked[0] = sim.streams.kick(session.id()));
        sim.settle();

        assertThat(kicked[0]).isTrue();
        assertThat(told).containsExactly("ann KICKED");
        assertThat(doorbell.happened).last().isEqualTo("hushed");
    }

    @Test
    void moreThanTheQueueHoldsIsDropped() {
        TalkSession session = talk("ann", PCMU).join();
        int taken = 0;
        Delivery last = Delivery.ACCEPTED;
        for (int i = 0; i < TalkSession.MAX_WAITING + 10; i++) {
            last = session.deliver(unit(1));
            taken += last == Delivery.ACCEPTED ? 1 : 0;
        }
        assertThat(last).isEqualTo(Delivery.DROPPED_QUEUE_FULL);
        assertThat(taken).isEqualTo(TalkSession.MAX_WAITING);
        sim.settle();
        assertThat(talkers().get(0).skipped()).isEqualTo(10);
    }

    @Test
    void aTurnThatIsGrantedTooLateIsGivenBack() {
        sim.hangs = call -> call.name.startsWith("talk ");
        CompletableFuture<TalkSession> slow = talk("ann", PCMU);
        sim.pass(Duration.ofSeconds(11));
        assertThat(reasonOf(slow)).isEqualTo(Reason.TIMEOUT);
        assertThat(sim.calls.running()).hasSize(1);
        sim.hangs = call -> false;
        sim.settle();

        assertThat(doorbell.happened).containsSubsequence("talk pcmu/8000/1", "hushed");
        assertThat(talk("bob", PCMU))
                .isCompletedWithValueMatching(session -> session.stream().equals(DOOR));
    }

    @Test
    void aTurnForASourceThatEndedMeanwhileIsGivenBack() {
        sim.hangs = call -> call.name.startsWith("talk ");
        CompletableFuture<TalkSession> asked = talk("ann", PCMU);
        doorbell.context.ended(Reason.RESET, "reset", Opened.Retry.NO);
        sim.settle();
        sim.hangs = call -> false;
        sim.settle();

        assertThat(reasonOf(asked)).isEqualTo(Reason.ENDED);
        assertThat(doorbell.happened).containsExactly("closed", "talk pcmu/8000/1", "hushed");
    }
}
