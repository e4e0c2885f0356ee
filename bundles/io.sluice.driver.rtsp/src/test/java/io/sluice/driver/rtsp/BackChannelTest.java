/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.driver.BackChannel;
import io.sluice.api.driver.BackChannel.Talk;
import io.sluice.api.driver.TrackSink.Delivery;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.testkit.Await;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Speaking to a camera (ONVIF Streaming Specification, 5.3). */
final class BackChannelTest extends ScriptedCase {
    private static final String FEATURE = "www.onvif.org/ver20/backchannel";
    private static final Codec PCMU = Codec.of(Codec.PCMU, 8000, 1);
    private static final Codec PCMA = Codec.of(Codec.PCMA, 8000, 1);
    private static final String WITH_TALK = ScriptedCamera.SDP + """
            a=recvonly
            m=audio 0 RTP/AVP 8 0 97 98
            a=rtpmap:8 PCMA/8000
            a=rtpmap:0 PCMU/8000
            a=rtpmap:97 G726-32/8000
            a=rtpmap:98 MPEG4-GENERIC/16000
            a=fmtp:98 mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3;config=1408
            a=control:audioback
            a=sendonly
            """;

    /** As Dahua, Hikvision and Reolink's doorbells: the back channel only for those who ask for it. */
    private void talkingCamera() {
        ScriptedCamera.Script plain = camera.script("DESCRIBE");
        ScriptedCamera.Script more = camera.sdp(WITH_TALK).script("DESCRIBE");
        camera.on(
                "DESCRIBE",
                (request, peer) ->
                        (FEATURE.equals(request.headers().get("require")) ? more : plain).run(request, peer));
    }

    private BackChannel channel(String options) throws Exception {
        plays(camera.url() + options, 9);
        return producers.get(0).facet(BackChannel.class).orElseThrow();
    }

    private static Talk await(BackChannel channel, Codec codec) throws Exception {
        return channel.talk(codec).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private List<byte[]> heard(int channel) {
        return camera.peer().frames.stream()
                .filter(frame -> frame.getKey() == channel)
                .map(Map.Entry::getValue)
                .toList();
    }

    private static byte[] sound(int seed, int bytes) {
        byte[] sound = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            sound[i] = (byte) (seed * 31 + i);
        }
        return sound;
    }

    @Test
    void asksWhetherItCanBeSpokenToAndSaysInWhat() throws Exception {
        talkingCamera();
        BackChannel channel = channel("");
        assertThat(channel.accepted().stream().map(Codec::toString))
                .containsExactly("pcma/8000/1", "pcmu/8000/1", "opaque(G726-32)/8000/1", "aac/16000/1");
        assertThat(camera.requests("SETUP"))
                .as("only what is watched is set up")
                .hasSize(1);
        assertThat(camera.openConnections()).isOne();
    }

    @Test
    void speaksInASessionOfItsOwnAndEndsIt() throws Exception {
        talkingCamera();
        BackChannel channel = channel("");
        Talk talk = await(channel, PCMU);
        assertThat(camera.openConnections()).isEqualTo(2);
        ScriptedCamera.Request setUp = camera.requests("SETUP").get(1);
        assertThat(setUp.url()).endsWith("/live/audioback");
        for (ScriptedCamera.Request request : List.of(
                camera.requests("DESCRIBE").get(1),
                setUp,
                camera.requests("PLAY").get(1))) {
            assertThat(request.headers()).as(request.method()).containsEntry("require", FEATURE);
        }
        byte[][] said = new byte[5][];
        for (int i = 0; i < said.length; i++) {
            said[i] = sound(i, 160);
            assertThat(talk.deliver(AccessUnit.of(said[i], 4_000_000_000L + i * 160L, true)))
                    .isEqualTo(Delivery.ACCEPTED);
        }
        Await.until("five packets", SOON, () -> heard(0).size() == 5);
        List<byte[]> packets = heard(0);
        ByteBuffer first = ByteBuffer.wrap(packets.get(0));
        for (int i = 0; i < said.length; i++) {
            ByteBuffer packet = ByteBuffer.wrap(packets.get(i));
            assertThat(packet.get(1) & 0xFF).as("type and marker").isEqualTo(i == 0 ? 0x80 : 0);
            assertThat((short) (packet.getShort(2) - first.getShort(2))).isEqualTo((short) i);
            assertThat(packet.getInt(4) - first.getInt(4)).isEqualTo(i * 160);
            assertThat(Arrays.copyOfRange(packets.get(i), 12, packets.get(i).length))
                    .isEqualTo(said[i]);
        }
        assertThat(heard(1).get(0)[1] & 0xFF).as("a sender report goes first").isEqualTo(200);
        talk.close();
        Await.until("TEARDOWN", SOON, () -> !camera.requests("TEARDOWN").isEmpty());
        Await.until("the session is gone", SOON, () -> camera.openConnections() == 1);
        byte[] last = heard(1).get(heard(1).size() - 1);
        assertThat(last[last.length - 7] & 0xFF).as("BYE").isEqualTo(203);
        assertThat(talk.deliver(AccessUnit.of(new byte[160], 0, true))).isEqualTo(Delivery.CLOSED);
        assertThat(context.ended()).as("pictures go on").isNull();
    }

    @Test
    void oneSpeaksAtATimeAndTheNextAtOnceAfterwards() throws Exception {
        talkingCamera();
        BackChannel channel = channel("");
        Talk first = await(channel, PCMA);
        assertThat(reasonOf(channel.talk(PCMA).toCompletableFuture())).isEqualTo(Reason.BUSY);
        first.close();
        await(channel, PCMU).close();
    }

    @Test
    void theTurnEndsWithTheCameraAndWithTheProducer() throws Exception {
        talkingCamera();
        BackChannel channel = channel("");
        Talk lost = await(channel, PCMA);
        camera.peer().reset();
        Await.until(
                "the turn is over", SOON, () -> lost.deliver(AccessUnit.of(new byte[1], 0, true)) == Delivery.CLOSED);
        Talk open = await(channel, PCMA);
        producers.get(0).close();
        assertThat(open.deliver(AccessUnit.of(new byte[1], 0, true))).isEqualTo(Delivery.CLOSED);
        assertThat(reasonOf(channel.talk(PCMA).toCompletableFuture())).isEqualTo(Reason.BUSY);
        Await.until("nothing is open", SOON, () -> camera.openConnections() == 0);
    }

    @Test
    void whatTheCameraAnswersToWhoWantsToSpeakIsTold() throws Exception {
        talkingCamera();
        BackChannel channel = channel("");
        camera.on("SETUP", (request, peer) -> peer.answer(request, "453 Not Enough Bandwidth"));
        assertThatThrownBy(() -> await(channel, PCMA)).hasMessageContaining("453 Not Enough Bandwidth");
        Await.until("the session is gone", SOON, () -> camera.openConnections() == 1);
        assertThat(context.ended()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"551 Option Not Supported", "400 Bad Request", "500 Internal Server Error"})
    void aCameraThatRefusesTheQuestionIsWatchedWithoutIt(String status) throws Exception {
        ScriptedCamera.Script plain = camera.script("DESCRIBE");
        camera.on("DESCRIBE", (request, peer) -> {
            if (request.headers().containsKey("require")) {
                peer.answer(request, status);
            } else {
                plain.run(request, peer);
            }
        });
        plays();
        assertThat(producers.get(0).facet(BackChannel.class)).isEmpty();
        assertThat(camera.requests("DESCRIBE")).hasSize(2);
    }

    @Test
    void aCameraThatHangsUpOnTheQuestionIsWatchedWithoutIt() throws Exception {
        ScriptedCamera.Script plain = camera.script("DESCRIBE");
        camera.on("DESCRIBE", (request, peer) -> {
            if (request.headers().containsKey("require")) {
                peer.reset();
            } else {
                plain.run(request, peer);
            }
        });
        plays();
        assertThat(producers.get(0).facet(BackChannel.class)).isEmpty();
    }

    /** go2rtc switches it off by any other option. */
    @Test
    void itIsAskedUnlessTheSourceSaysNo() throws Exception {
        talkingCamera();
        assertThat(channel("#timeout=9#media=video").accepted()).isNotEmpty();
        plays(camera.url() + "#backchannel=0", 9);
        Optional<BackChannel> off = producers.get(1).facet(BackChannel.class);
        assertThat(off).isEmpty();
        List<ScriptedCamera.Request> describes = camera.requests("DESCRIBE");
        assertThat(describes.get(describes.size() - 1).headers()).doesNotContainKey("require");
    }

    @Test
    void aCameraThatDoesNotReadIsNotWaitedFor() throws Exception {
        talkingCamera();
        Talk talk = await(channel(""), PCMA);
        camera.peer().deaf = true;
        var answers = new ArrayList<Delivery>();
        Await.until("what it does not take is dropped", SOON, () -> {
            for (int i = 0; i < 1000; i++) {
                answers.add(talk.deliver(AccessUnit.of(new byte[1400], i, true)));
            }
            return answers.contains(Delivery.DROPPED_QUEUE_FULL);
        });
        assertThat(answers).doesNotContain(Delivery.CLOSED);
    }

    private static Reason reasonOf(CompletableFuture<?> failed) {
        try {
            failed.orTimeout(10, TimeUnit.SECONDS).join();
            return Reason.NONE;
        } catch (CompletionException e) {
            return ((StreamException) e.getCause()).reason();
        }
    }
}
