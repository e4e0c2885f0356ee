/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Opened;
import io.sluice.api.stream.Reason;
import io.sluice.testkit.Await;
import io.sluice.testkit.driver.RecordedTrack;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What goes on while a camera plays. */
final class SessionTest extends ScriptedCase {
    private static final String DIGEST = "WWW-Authenticate: Digest realm=\"cam\", nonce=\"%s\"";

    private void shortSession() {
        camera.on(
                "SETUP",
                (request, peer) -> peer.ok(
                        request,
                        "Session: 1;timeout=1",
                        "Transport: " + request.headers().get("transport")));
    }

    @Test
    void keepsTheSessionAlive() throws Exception {
        shortSession();
        plays();
        awaitRequest("GET_PARAMETER", 3);
        assertThat(camera.requests("GET_PARAMETER").get(0).headers()).containsEntry("session", "1");
        assertThat(camera.requests("OPTIONS")).hasSize(1);
    }

    @Test
    void keepsItAliveWithOptionsWhenGetParameterIsNotKnown() throws Exception {
        shortSession();
        camera.on("GET_PARAMETER", (request, peer) -> peer.answer(request, "501 Not Implemented"));
        plays();
        awaitRequest("OPTIONS", 3);
        assertThat(camera.requests("GET_PARAMETER")).hasSize(1);
        assertThat(context.ended()).isNull();
    }

    @Test
    void keepsItAliveWithOptionsWhenNothingIsSaid() throws Exception {
        shortSession();
        camera.on("OPTIONS", (request, peer) -> peer.answer(request, "404 Not Found"));
        plays();
        awaitRequest("OPTIONS", 3);
        assertThat(camera.requests("GET_PARAMETER")).isEmpty();
    }

    @Test
    void authenticatesAnewOnTheSameConnection() throws Exception {
        shortSession();
        List<String> nonces = new CopyOnWriteArrayList<>();
        for (String method : new String[] {"OPTIONS", "GET_PARAMETER"}) {
            String nonce = method.equals("GET_PARAMETER") ? "second" : "first";
            camera.on(method, (request, peer) -> {
                String authorization = request.headers().getOrDefault("authorization", "");
                nonces.add(method + authorization.replaceAll(".*nonce=\"(\\w+)\".*", " $1"));
                if (authorization.contains(nonce)) {
                    peer.ok(request, "Public: GET_PARAMETER");
                } else {
                    peer.answer(request, "401 Unauthorized", DIGEST.formatted(nonce));
                }
            });
        }
        plays("rtsp://admin:secret@127.0.0.1:" + camera.port() + "/live", 9);
        awaitRequest("GET_PARAMETER", 3);
        Await.until(() -> "authenticated: " + nonces, SOON, () -> nonces.contains("GET_PARAMETER second"));
        assertThat(nonces).contains("OPTIONS", "OPTIONS first", "GET_PARAMETER first");
        assertThat(context.ended()).isNull();
        assertThat(camera.openConnections()).isOne();
    }

    @Test
    void reportsReceptionAndAlignsTracksBySenderReports() throws Exception {
        camera.sdp(ScriptedCamera.SDP + "m=audio 0 RTP/AVP 8\r\na=control:trackID=1\r\n");
        camera.on("PLAY", (request, peer) -> {
            peer.ok(request);
            peer.send(TestPackets.h264(0, 96, 5));
            peer.frame(2, TestPackets.rtp(8, false, 1, 8000, 3, new byte[160]));
            // Both at one instant; then sound that was captured 100 ms before the picture it came with.
            peer.frame(1, TestPackets.senderReport(7, 3_900_000_000L, 0, 90_000));
            peer.frame(3, TestPackets.senderReport(3, 3_900_000_000L, 0, 8800));
            peer.send(TestPackets.h264(0, 96, 1007, 108_000, 5));
            for (int i = 0; i < 20; i++) {
                peer.frame(2, TestPackets.rtp(8, false, 2 + i, 8160 + i * 160, 3, new byte[160]));
            }
        });
        plays(camera.url(), 18);
        Await.until("sound", SOON, () -> context.tracks().get(1).count() > 10);
        var sound = context.tracks().get(1).units();
        assertThat(sound.get(sound.size() - 1).wallClockNs()).isPositive();
        // Time stamp 8800 is the picture's 90000, the zero point.
        Await.until("aligned sound", SOON, () -> {
            var units = context.tracks().get(1).units();
            return units.get(units.size() - 1).pts() == 8160 + 19 * 160 - 8800;
        });
        Await.until(
                "a receiver report",
                SOON,
                () -> camera.peer().frames.stream()
                        .anyMatch(frame -> frame.getKey() == 1 && (frame.getValue()[1] & 0xFF) == 201));
    }

    private static byte[] bye(int ssrc) {
        return ByteBuffer.allocate(8).putInt(0x81CB0001).putInt(ssrc).array();
    }

    @Test
    void endsWhenTheCameraSaysGoodbye() throws Exception {
        plays();
        camera.peer().frame(1, bye(7));
        assertThat(context.awaitEnded(SOON).reason()).isEqualTo(Reason.ENDED);
        assertThat(context.awaitEnded(SOON).text()).contains("BYE");
    }

    @Test
    void goesOnWhenTheCameraSaysGoodbyeAndSendsOn() throws Exception {
        plays();
        camera.peer().frame(1, bye(7));
        long before = context.units();
        for (int i = 0; i < 12; i++) {
            camera.peer().send(TestPackets.h264(0, 96, 1100 + 10 * i, 400_000 + 36_000 * i, 8));
            long now = before + 7L * (i + 1);
            Await.until("more units", SOON, () -> context.units() >= now);
            Await.never("the end", Duration.ofMillis(100), () -> context.ended() != null);
        }
    }

    @Test
    void asksAnewWhenTheCameraWasSetToAnotherCoding() throws Exception {
        plays();
        camera.peer().send(TestPackets.h265(0, 96, 30));
        assertThat(context.awaitEnded(SOON).reason()).isEqualTo(Reason.CODEC_CHANGED);
        assertThat(context.awaitEnded(SOON).retry()).isEqualTo(Opened.Retry.YES);
    }

    @Test
    void leavesOutUnitsOfMoreThan8MiB() throws Exception {
        plays();
        int sequence = 1012;
        for (int size : new int[] {8 << 20, (9 << 20)}) {
            for (int sent = 0; sent <= size; sent += 60_000) {
                byte[] fragment = new byte[60_000];
                fragment[0] = 0x7C;
                fragment[1] = (byte) (sent == 0 ? 0x85 : sent + 60_000 > size ? 0x45 : 0x05);
                fragment[2] = (byte) 0x88;
                boolean last = sent + 60_000 > size;
                if (size > 8 << 20 || sent + 60_000 <= size - 60_000 || last) {
                    camera.peer().frame(0, TestPackets.rtp(96, last, sequence++, 130_000 + size, 7, fragment));
                }
            }
        }
        camera.peer().send(TestPackets.h264(0, 96, sequence, 20_000_000, 5));
        RecordedTrack track = context.tracks().get(0);
        Await.until(
                "goes on",
                SOON,
                () -> track.units().get((int) track.count() - 1).sizeBytes() < 1000
                        && track.units().stream().anyMatch(unit -> unit.sizeBytes() > 8_000_000));
        assertThat(track.units()).allMatch(unit -> unit.sizeBytes() <= 8 << 20);
        assertThat(context.violations()).isEmpty();
    }
}
