/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.Source;
import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamState;
import io.sluice.core.driver.DriverHandle;
import io.sluice.testkit.Await;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A driver whose media comes before it has answered. */
class EagerDriverTest {
    private static final StreamName HALL = StreamName.of("hall");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final CoreFixture core = new CoreFixture(Map.of("linger", "0s"));
    private final CompletableFuture<StreamState> early = new CompletableFuture<>();

    @AfterEach
    void stop() {
        core.close();
        assertThat(core.violations).isEmpty();
    }

    private final class Eager implements DriverHandle {
        @Override
        public Opened open(Source source, ProducerContext context) {
            TrackSink sink = context.track(MediaKind.VIDEO, Codec.of(Codec.H264, 90_000, 0));
            context.tracksComplete();
            sink.deliver(AccessUnit.of(new byte[] {0, 0, 0, 2, 0x65, 1}, 0, true));
            Await.until(
                    "core has seen it",
                    LIMIT,
                    () -> CoreFixture.await(core.registry.stream(HALL)).tracks().stream()
                            .anyMatch(track -> track.units() > 0));
            try {
                // What the media thread told the lane comes before this.
                core.registry.streams().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                early.complete(CoreFixture.await(core.registry.stream(HALL)).state());
            } catch (Exception e) {
                early.completeExceptionally(e);
            }
            return new Opened.Producing(() -> {});
        }

        @Override
        public void release() {}
    }

    @Test
    void itsFirstStartIsNoReconnect() throws Exception {
        core.driver("cam", new Eager());
        CoreFixture.await(core.registry.define(CoreFixture.stream("hall", "cam://hall")));
        CoreFixture.await(core.join("hall"));
        assertThat(CoreFixture.await(early)).isEqualTo(StreamState.STARTING);
        Await.until(
                "it is live",
                LIMIT,
                () -> CoreFixture.await(core.registry.stream(HALL)).state() == StreamState.LIVE);
        assertThat(core.registry.stream(HALL).toCompletableFuture().join().sources())
                .allSatisfy(source -> assertThat(source.state()).isEqualTo(StreamState.LIVE));
    }
}
