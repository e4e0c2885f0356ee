/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamState;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stream that nobody defined: it is there for as long as somebody publishes it. */
class TemporaryStreamTest {
    private final Simulation sim = new Simulation(1);
    private final AtomicInteger closed = new AtomicInteger();

    @AfterEach
    void close() {
        sim.close();
    }

    private ProducerContext publish() {
        ProducerContext publication = sim.publish("new", true, closed::incrementAndGet);
        var sink = publication.track(MediaKind.VIDEO, Codec.of(Codec.H264, 90_000, 0));
        publication.tracksComplete();
        sim.settle();
        sink.deliver(AccessUnit.of(new byte[] {0, 0, 0, 2, 0x65, 1}, 0, true));
        sim.settle();
        return publication;
    }

    private boolean exists() {
        return sim.names().contains("new");
    }

    @Test
    void itGoesWithItsPublisherAndItsViewersAreTold() {
        ProducerContext publication = publish();
        var viewer = sim.join("new");
        sim.settle();
        assertThat(viewer.joined).isCompleted();
        assertThat(sim.state("new")).isEqualTo(StreamState.LIVE);
        publication.ended(Reason.ENDED, "bye", Opened.Retry.NO);
        sim.settle();

        assertThat(exists()).isFalse();
        assertThat(viewer.endings).isEqualTo(1);
        assertThat(closed).hasValue(1);
        assertThat(sim.journal).contains("stream.defined stream new defined", "stream.removed stream new removed");
    }

    @Test
    void itGoesWithoutAnyViewerToo() {
        publish().ended(Reason.TIMEOUT, "nothing came", Opened.Retry.NO);
        sim.settle();

        assertThat(exists()).isFalse();
    }

    @Test
    void onlyWhoMayCreatesIt() {
        assertThatThrownBy(() -> sim.publish("new", false, () -> {})).hasMessageContaining("there is no stream new");
        sim.settle();
        assertThat(exists()).isFalse();
    }

    @Test
    void aSecondPublisherIsRefusedAndTheFirstGoesOn() {
        publish();
        assertThatThrownBy(() -> sim.publish("new", true, () -> {})).hasMessageContaining("publishes to new already");
        sim.settle();

        assertThat(exists()).isTrue();
        assertThat(closed).hasValue(0);
    }

    @Test
    void aDefinitionHoldsFromThenOn() {
        ProducerContext publication = publish();
        var viewer = sim.join("new");
        sim.define("new");
        sim.settle();
        assertThat(closed).as("the publisher stays").hasValue(0);
        publication.ended(Reason.ENDED, "bye", Opened.Retry.NO);
        sim.pass(Duration.ofSeconds(1));

        assertThat(exists()).isTrue();
        assertThat(viewer.endings).as("viewers are held").isZero();
    }

    @Test
    void aDefinitionWithSourcesEndsThePublication() {
        publish();
        sim.define("new", "cam://new");
        sim.settle();

        assertThat(closed).hasValue(1);
        assertThat(exists()).isTrue();
        assertThatThrownBy(() -> sim.publish("new", true, () -> {})).hasMessageContaining("sources of its own");
    }

    @Test
    void whoComesAtOnceAfterTheFirstGetsAStreamOfHisOwn() {
        publish().ended(Reason.ENDED, "bye", Opened.Retry.NO);
        sim.settle();
        publish();

        assertThat(exists()).isTrue();
        assertThat(sim.info("new").sources()).hasSize(1);
    }
}
