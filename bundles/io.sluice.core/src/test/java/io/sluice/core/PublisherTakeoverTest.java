/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.stream.PublishRequest;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamDefinition;
import io.sluice.api.stream.StreamName;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A second publisher takes the place of the first only where the stream says so. */
class PublisherTakeoverTest {
    private static final StreamName DOOR = StreamName.of("door");
    private final CoreFixture core = new CoreFixture(Map.of());
    private final CountDownLatch firstClosed = new CountDownLatch(1);

    @AfterEach
    void close() {
        core.close();
        assertThat(core.violations).isEmpty();
    }

    private void define(boolean takeover) throws Exception {
        CoreFixture.await(core.registry.define(new StreamDefinition(DOOR, List.of(), List.of(), takeover)));
    }

    private CompletionStage<ProducerContext> publish(String who, Runnable onClose) {
        return core.registry.publish(DOOR, new PublishRequest("test", who, "", "", false), onClose::run);
    }

    @Test
    void theFirstIsClosedBeforeTheSecondIsLetIn() throws Exception {
        define(true);
        ProducerContext first = CoreFixture.await(publish("one", firstClosed::countDown));
        ProducerContext second = CoreFixture.await(publish("two", () -> {}));

        assertThat(firstClosed.getCount()).isZero();
        assertThat(first.cancelled()).isTrue();
        assertThat(second.cancelled()).isFalse();
        assertThat(core.journal).contains("stream.defined");
        // What the first says afterwards does not touch the second.
        first.ended(Reason.ENDED, "bye", Opened.Retry.NO);
        assertThat(CoreFixture.await(core.registry.stream(DOOR))
                        .sources()
                        .get(0)
                        .text())
                .contains("two");
    }

    @Test
    void ofManyAtOnceExactlyOneIsLeft() throws Exception {
        define(true);
        var all = List.of("a", "b", "c", "d", "e").stream()
                .map(who -> publish(who, () -> {}))
                .toList();
        for (CompletionStage<ProducerContext> each : all) {
            CoreFixture.await(each);
        }
        assertThat(all.stream()
                        .filter(each -> !each.toCompletableFuture().join().cancelled()))
                .hasSize(1);
    }

    @Test
    void withoutItTheSecondIsRefusedAndTheFirstGoesOn() throws Exception {
        define(false);
        ProducerContext first = CoreFixture.await(publish("one", firstClosed::countDown));

        assertThatThrownBy(() -> CoreFixture.await(publish("two", () -> {})))
                .hasMessageContaining("publishes to door already");
        assertThat(firstClosed.await(50, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(first.cancelled()).isFalse();
    }

    @Test
    void whoComesWhileTheLastOneLeavesIsNotRefused() throws Exception {
        define(false);
        for (int i = 0; i < 50; i++) {
            ProducerContext publication = CoreFixture.await(publish("again", () -> {}));
            publication.ended(Reason.ENDED, "bye", Opened.Retry.NO);
        }
    }

    @Test
    void whoWaitsForThePlaceIsToldWhenTheStreamIsRemoved() throws Exception {
        define(true);
        var gate = new CountDownLatch(1);
        CoreFixture.await(publish("one", () -> {
            try {
                gate.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        CompletionStage<ProducerContext> second = publish("two", () -> {});
        CompletionStage<Boolean> removed = core.registry.remove(DOOR);
        gate.countDown();

        assertThatThrownBy(() -> CoreFixture.await(second)).hasMessageContaining("there is no stream door");
        CoreFixture.await(removed);
    }
}
