/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.mjpeg;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.auth.Credentials;
import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Login;
import io.sluice.api.auth.Role;
import io.sluice.api.auth.Users;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.StreamName;
import io.sluice.testkit.Await;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Viewers come, are slow, leave. */
@Timeout(120)
class PartsDeskTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final StreamName HALL = StreamName.of("hall");
    private static final Asker ASKER =
            new Asker("192.0.2.9:1", new Identity("u", Role.VIEWER, Set.of(), Identity.Way.PASSWORD, 7));

    private final FakeStreams streams = new FakeStreams(Codec.of(Codec.MJPEG, 90_000, 0), PartsPackaging::new);
    private PartsDesk desk = new PartsDesk(streams.registry(), () -> null, LIMIT);

    @AfterEach
    void close() {
        desk.close();
    }

    private FakeRequest watch(StreamName name) {
        var request = new FakeRequest();
        desk.watch(name, ASKER, request.context());
        return request;
    }

    private void image(String image) {
        streams.unit(image.getBytes(StandardCharsets.US_ASCII), true);
    }

    private static String part(String image) {
        return "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: " + image.length() + "\r\n\r\n" + image + "\r\n";
    }

    @Test
    void aViewerIsAnsweredWithTheFirstImageAndGetsAllOthers() {
        FakeRequest viewer = watch(HALL);
        Await.until("the viewer joined", LIMIT, () -> streams.joins.get() == 1);
        assertThat(viewer.status()).isZero();
        image("one");
        Await.until(viewer::body, LIMIT, () -> viewer.body().equals(part("one")));
        assertThat(viewer.status()).isEqualTo(200);
        image("two");
        Await.until(viewer::body, LIMIT, () -> viewer.body().equals(part("one") + part("two")));
        assertThat(viewer.isCompleted()).isFalse();
    }

    @Test
    void whatAPeerDoesNotTakeWaitsForIt() throws Exception {
        FakeRequest viewer = watch(HALL);
        viewer.takes(1);
        image("one");
        Await.until(viewer::body, LIMIT, () -> viewer.body().equals(part("one")));
        image("two");
        FakeRequest other = watch(HALL);
        Await.until(other::body, LIMIT, () -> other.body().equals(part("one") + part("two")));
        assertThat(viewer.body()).isEqualTo(part("one"));
        viewer.takesNow(1_000);
        Await.until(viewer::body, LIMIT, () -> viewer.body().equals(part("one") + part("two")));
    }

    @Test
    void aPeerThatLeavesLeavesTheStream() throws Exception {
        FakeRequest viewer = watch(HALL);
        image("one");
        Await.until(viewer::body, LIMIT, () -> viewer.body().equals(part("one")));
        viewer.breaks();
        assertThat(viewer.awaitCompleted()).isTrue();
        Await.until("it left", LIMIT, () -> streams.viewers.get() == 0);
    }

    @Test
    void withoutAnImageInTimeThereIsAReason() throws Exception {
        desk.close();
        desk = new PartsDesk(streams.registry(), () -> null, Duration.ofMillis(100));
        FakeRequest viewer = watch(HALL);
        assertThat(viewer.awaitCompleted()).isTrue();
        assertThat(viewer.status()).isEqualTo(504);
        assertThat(viewer.body()).contains("\"TIMEOUT\"", "no picture of \\\"hall\\\" came within 100 ms");
        assertThat(streams.viewers).hasValue(0);
    }

    @Test
    void whoAsksForWhatIsNotThereIsTold() throws Exception {
        FakeRequest viewer = watch(StreamName.of("attic"));
        assertThat(viewer.awaitCompleted()).isTrue();
        assertThat(viewer.status()).isEqualTo(404);
    }

    /** With an image, and while waiting for the first one. */
    @Test
    void whoseRightsWereTakenAwayIsCutOffAndNobodyElse() throws Exception {
        desk.close();
        var current = new AtomicReference<@Nullable Users>();
        desk = new PartsDesk(streams.registry(), current::get, LIMIT, Duration.ofMillis(5));
        FakeRequest viewer = watch(HALL);
        image("one");
        Await.until(viewer::body, LIMIT, () -> viewer.body().equals(part("one")));
        current.set(knowing(ASKER.identity()));
        var other = new FakeRequest();
        var stranger = new Identity("v", Role.VIEWER, Set.of(), Identity.Way.PASSWORD, 8);
        desk.watch(HALL, new Asker("192.0.2.9:2", stranger), other.context());
        assertThat(other.awaitCompleted()).isTrue();
        image("two");
        Await.until(viewer::body, LIMIT, () -> viewer.body().equals(part("one") + part("two")));
        current.set(knowing(stranger));
        assertThat(viewer.awaitCompleted()).isTrue();
        Await.until("they left", LIMIT, () -> streams.viewers.get() == 0);
        assertThat(viewer.body()).isEqualTo(part("one") + part("two"));
    }

    private static Users knowing(Identity one) {
        return new Users() {
            @Override
            public CompletionStage<Login> login(Credentials credentials, InetAddress peer) {
                return CompletableFuture.failedFuture(new AssertionError());
            }

            @Override
            public Optional<Identity> local() {
                return Optional.empty();
            }

            @Override
            public boolean configured() {
                return true;
            }

            @Override
            public boolean isCurrent(Identity identity) {
                return identity.equals(one);
            }
        };
    }

    @Test
    void moreThanMayWatchAreRefused() throws Exception {
        for (int i = 0; i < 256; i++) {
            watch(HALL);
        }
        FakeRequest viewer = watch(HALL);
        assertThat(viewer.awaitCompleted()).isTrue();
        assertThat(viewer.status()).isEqualTo(503);
        assertThat(viewer.body()).contains("256 watch images already, as many as may");
    }

    @Test
    void allViewersEndWithTheBundle() throws Exception {
        FakeRequest viewer = watch(HALL);
        FakeRequest early = watch(HALL);
        image("one");
        Await.until(viewer::body, LIMIT, () -> viewer.body().equals(part("one")));
        Await.until(early::body, LIMIT, () -> early.body().equals(part("one")));
        desk.close();
        assertThat(viewer.awaitCompleted()).isTrue();
        assertThat(early.awaitCompleted()).isTrue();
        Await.until("they left", LIMIT, () -> streams.viewers.get() == 0);
        FakeRequest late = watch(HALL);
        assertThat(late.awaitCompleted()).isTrue();
        assertThat(late.status()).isEqualTo(503);
    }
}
