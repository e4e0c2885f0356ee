/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.mjpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Role;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StillEncoder;
import io.sluice.api.stream.StillEncoder.Shape;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Any number of askers, one picture, one program. */
@Timeout(60)
class PictureDeskTest {
    private static final StreamName HALL = StreamName.of("hall");
    private static final Shape PLAIN = new Shape(0, 0, 0);
    private static final Asker ASKER =
            new Asker("192.0.2.9:1", new Identity("u", Role.VIEWER, Set.of(), Identity.Way.PASSWORD, 7));
    private static final Bytes SPS = Bytes.of((byte) 0x67, (byte) 1);
    private static final Codec H264 = new Codec(Codec.H264, 90_000, 0, Map.of(), List.of(SPS));

    private final FakeEncoder encoder = new FakeEncoder();
    private PictureDesk desk;

    /** Encodes when the test says so. */
    private static final class FakeEncoder implements StillEncoder {
        record Run(Codec codec, AccessUnit picture, Shape shape, CompletableFuture<Bytes> image) {}

        final LinkedBlockingQueue<Run> runs = new LinkedBlockingQueue<>();

        @Override
        public CompletionStage<Bytes> jpeg(Codec codec, AccessUnit picture, Shape shape, Duration limit) {
            var run = new Run(codec, picture, shape, new CompletableFuture<>());
            runs.add(run);
            return run.image;
        }

        Run take() throws InterruptedException {
            Run run = runs.poll(30, TimeUnit.SECONDS);
            assertThat(run).as("an image is to be made").isNotNull();
            return run;
        }
    }

    private PictureDesk open(FakeStreams streams, StillEncoder with, Duration limit) {
        desk = new PictureDesk(streams.registry(), () -> with, limit);
        return desk;
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private CompletableFuture<Bytes> ask(Shape shape, Duration maxAge) {
        return desk.image(HALL, shape, maxAge, ASKER).toCompletableFuture();
    }

    private static Bytes get(CompletableFuture<Bytes> image) throws Exception {
        return image.get(30, TimeUnit.SECONDS);
    }

    private static Reason reason(CompletableFuture<Bytes> image) {
        try {
            image.orTimeout(30, TimeUnit.SECONDS).join();
            throw new AssertionError("there is an image");
        } catch (CompletionException failed) {
            assertThat(failed.getCause()).isInstanceOf(StreamException.class);
            return ((StreamException) failed.getCause()).reason();
        }
    }

    @Test
    void fiftyWhoAskAtOnceShareOneViewerAndOneProgram() throws Exception {
        var streams = new FakeStreams(H264);
        open(streams, encoder, Duration.ofSeconds(30));
        var asked = new ArrayList<CompletableFuture<Bytes>>();
        for (int i = 0; i < 50; i++) {
            asked.add(ask(PLAIN, Duration.ZERO));
        }
        streams.unit(new byte[] {0, 0, 0, 1, 0x41}, false);
        streams.unit(new byte[] {0, 0, 0, 1, 0x65}, true);

        FakeEncoder.Run run = encoder.take();
        asked.add(ask(PLAIN, Duration.ZERO));
        awaitDesk();
        run.image.complete(Bytes.of((byte) 7));

        for (CompletableFuture<Bytes> each : asked) {
            assertThat(get(each)).isEqualTo(Bytes.of((byte) 7));
        }
        assertThat(run.codec().parameterSets()).containsExactly(SPS);
        assertThat(run.picture().sizeBytes()).isEqualTo(5);
        assertThat(run.picture().at(4)).isEqualTo(0x65);
        assertThat(encoder.runs).isEmpty();
        assertThat(streams.joins).hasValue(1);
        assertThat(streams.viewers).hasValue(0);
    }

    /** What was asked of the desk before is done. */
    private void awaitDesk() throws Exception {
        var passed = new CountDownLatch(1);
        desk.image(StreamName.of("other"), PLAIN, Duration.ZERO, ASKER)
                .whenComplete((image, problem) -> passed.countDown());
        assertThat(passed.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void twoSizesAreTwoProgramsOfOnePicture() throws Exception {
        var streams = new FakeStreams(H264);
        open(streams, encoder, Duration.ofSeconds(30));
        CompletableFuture<Bytes> small = ask(new Shape(160, 0, 0), Duration.ZERO);
        CompletableFuture<Bytes> turned = ask(new Shape(0, 0, 90), Duration.ZERO);
        awaitDesk();
        streams.unit(new byte[] {0, 0, 0, 1, 0x65}, true);

        for (int i = 0; i < 2; i++) {
            FakeEncoder.Run run = encoder.take();
            run.image.complete(Bytes.of((byte) (run.shape().rotate() == 90 ? 90 : 16)));
        }

        assertThat(get(small)).isEqualTo(Bytes.of((byte) 16));
        assertThat(get(turned)).isEqualTo(Bytes.of((byte) 90));
        assertThat(streams.viewers).hasValue(0);
    }

    @Test
    void thePictureThatIsStillTheNewestIsNotDecodedAgain() throws Exception {
        var streams = new FakeStreams(H264);
        open(streams, encoder, Duration.ofSeconds(30));
        streams.unit(new byte[] {0, 0, 0, 1, 0x65}, true);
        CompletableFuture<Bytes> first = ask(PLAIN, Duration.ZERO);
        encoder.take().image.complete(Bytes.of((byte) 7));
        assertThat(get(first)).isEqualTo(Bytes.of((byte) 7));

        assertThat(get(ask(PLAIN, Duration.ZERO))).isEqualTo(Bytes.of((byte) 7));
        assertThat(encoder.runs).isEmpty();
        assertThat(streams.joins).as("but it was looked whether it is").hasValue(2);
        assertThat(get(ask(PLAIN, Duration.ofHours(1)))).isEqualTo(Bytes.of((byte) 7));
        assertThat(streams.joins).as("not when an older one will do").hasValue(2);
    }

    @Test
    void jpegIsGivenAsItIsAndScaledWhenAsked() throws Exception {
        var streams = new FakeStreams(Codec.of(Codec.MJPEG, 90_000, 0));
        open(streams, encoder, Duration.ofSeconds(30));
        streams.unit(new byte[] {1, 2, 3}, true);

        assertThat(get(ask(PLAIN, Duration.ZERO))).isEqualTo(Bytes.of((byte) 1, (byte) 2, (byte) 3));
        assertThat(encoder.runs).isEmpty();
        CompletableFuture<Bytes> small = ask(new Shape(160, 0, 0), Duration.ZERO);
        encoder.take().image.complete(Bytes.of((byte) 9));
        assertThat(get(small)).isEqualTo(Bytes.of((byte) 9));
    }

    @Test
    void aStreamThatGivesNothingIsATimeOutForAllAndNobodyStays() throws Exception {
        var streams = new FakeStreams(H264);
        open(streams, encoder, Duration.ofMillis(300));

        assertThat(reason(ask(PLAIN, Duration.ZERO))).isEqualTo(Reason.TIMEOUT);
        awaitDesk();
        assertThat(streams.viewers).hasValue(0);
        assertThat(streams.keysAsked).as("a key picture was asked for").hasValue(1);
    }

    @Test
    void anEncoderThatHangsIsATimeOut() throws Exception {
        var streams = new FakeStreams(H264);
        open(streams, encoder, Duration.ofMillis(300));
        streams.unit(new byte[] {0, 0, 0, 1, 0x65}, true);

        assertThat(reason(ask(PLAIN, Duration.ZERO))).isEqualTo(Reason.TIMEOUT);
    }

    @Test
    void failuresReachEverybodyAndTheNextOneTriesAgain() throws Exception {
        var streams = new FakeStreams(H264);
        open(streams, encoder, Duration.ofSeconds(30));
        streams.unit(new byte[] {0, 0, 0, 1, 0x65}, true);
        CompletableFuture<Bytes> first = ask(PLAIN, Duration.ZERO);
        CompletableFuture<Bytes> second = ask(PLAIN, Duration.ZERO);
        encoder.take().image.completeExceptionally(new StreamException(Reason.PROGRAM_MISSING, "install ffmpeg"));

        assertThat(reason(first)).isEqualTo(Reason.PROGRAM_MISSING);
        assertThat(reason(second)).isEqualTo(Reason.PROGRAM_MISSING);
        CompletableFuture<Bytes> third = ask(PLAIN, Duration.ZERO);
        encoder.take().image.complete(Bytes.of((byte) 7));
        assertThat(get(third)).isEqualTo(Bytes.of((byte) 7));
    }

    @Test
    void withoutAnEncoderItSaysWhichBundleIsMissing() {
        var streams = new FakeStreams(H264);
        open(streams, null, Duration.ofSeconds(30));
        streams.unit(new byte[] {0, 0, 0, 1, 0x65}, true);

        CompletableFuture<Bytes> image = ask(PLAIN, Duration.ZERO);
        assertThat(reason(image)).isEqualTo(Reason.PROGRAM_MISSING);
        assertThatThrownBy(image::join).hasMessageContaining("io.sluice.driver.ffmpeg");
    }

    @Test
    void whoWaitsWhenTheBundleStopsIsTold() {
        var streams = new FakeStreams(H264);
        open(streams, encoder, Duration.ofSeconds(30));
        CompletableFuture<Bytes> waiting = ask(PLAIN, Duration.ZERO);
        desk.close();

        assertThat(reason(waiting)).isEqualTo(Reason.BUNDLE_STOPPED);
        assertThat(reason(ask(PLAIN, Duration.ZERO))).isEqualTo(Reason.BUNDLE_STOPPED);
    }
}
