/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import static io.sluice.protocol.rtsp.RtspRig.body;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.Codec;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.lib.rtp.RtcpWriter;
import io.sluice.lib.rtsp.RtspResponse;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a publisher may do, in which order, and what becomes of its media. */
class PublishTest {
    private static final String URL = "rtsp://localhost:8554/in";
    private static final String TYPE = "Content-Type: application/sdp";
    private static final String SDP = """
            v=0
            o=- 0 0 IN IP4 127.0.0.1
            s=x
            t=0 0
            m=video 0 RTP/AVP 96
            a=rtpmap:96 H264/90000
            a=fmtp:96 packetization-mode=1
            a=control:streamid=0
            m=audio 0 RTP/AVP 8
            a=control:streamid=1
            """;
    private static final String RECORD = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1;mode=record";
    private static final int SSRC = 0x1234;

    private final RtspRig rig = new RtspRig();

    private FakeRegistry.Published published() {
        return rig.registry.publications.get(0);
    }

    private RtspResponse announce(String sdp) {
        return rig.askWithBody("ANNOUNCE", URL, sdp, TYPE);
    }

    private String record() {
        announce(SDP);
        RtspResponse first = rig.ask("SETUP", URL + "/streamid=0", RECORD);
        String session = "Session: " + first.header("Session");
        rig.ask("SETUP", URL + "/streamid=1", "Transport: RTP/AVP/TCP;interleaved=2-3;mode=record", session);
        assertThat(rig.ask("RECORD", URL, session).status()).isEqualTo(200);
        return session;
    }

    private void packet(int channel, int payloadType, int sequence, int timestamp, int... payload) {
        ByteBuffer packet = ByteBuffer.allocate(12 + payload.length);
        packet.put((byte) 0x80).put((byte) (0x80 | payloadType)).putShort((short) sequence);
        packet.putInt(timestamp).putInt(SSRC);
        Arrays.stream(payload).forEach(value -> packet.put((byte) value));
        rig.frame(channel, packet.array());
    }

    @Test
    void mediaBecomesUnits() {
        record();
        packet(0, 96, 1, 90_000, 0x65, 0x80, 1, 2);
        packet(2, 8, 1, 8_000, 1, 2, 3, 4);

        assertThat(published().name).hasToString("in");
        assertThat(published().complete).isTrue();
        assertThat(published().codecs).extracting(Codec::name).containsExactly("h264", "pcma");
        assertThat(published().units).hasSize(2);
        assertThat(published().units.get(0).key()).isTrue();
        assertThat(published().units.get(0).pts()).isZero();
    }

    @Test
    void onlyTheMediasThatWereSetUpAreDeclared() {
        announce(SDP);
        RtspResponse answer = rig.ask("SETUP", URL + "/streamid=1", RECORD);
        rig.ask("RECORD", URL, "Session: " + answer.header("Session"));

        assertThat(answer.header("Transport")).isEqualTo("RTP/AVP/TCP;unicast;interleaved=0-1;mode=record");
        assertThat(published().codecs).extracting(Codec::name).containsExactly("pcma");
    }

    @Test
    void parameterSetsInBandAreTold() {
        record();
        packet(0, 96, 1, 0, 0x67, 0x42, 0xc0, 0x1f, 0x95, 0xa0, 0x14, 0x01, 0x6e, 0x40);
        packet(0, 96, 2, 0, 0x68, 0xce, 0x3c, 0x80);
        packet(0, 96, 3, 0, 0x65, 0x80, 1, 2);
        packet(0, 96, 4, 3600, 0x41, 0x80, 1, 2);

        Codec last = published().codecs.get(published().codecs.size() - 1);
        assertThat(last.parameterSets()).hasSize(2);
    }

    @Test
    void senderReportsGiveTheWallClockAndPutTracksInStep() {
        record();
        long wallNs = 1_700_000_000L * 1_000_000_000L;
        packet(0, 96, 1, 90_000, 0x65, 0x80, 1, 2);
        packet(2, 8, 1, 8_000, 1, 2, 3, 4);
        report(1, wallNs, 90_000);
        report(3, wallNs + 500_000_000L, 8_000);
        packet(0, 96, 2, 180_000, 0x65, 0x80, 1, 2);
        packet(2, 8, 2, 16_000, 1, 2, 3, 4);

        assertThat(published().units.get(2).pts()).isEqualTo(90_000);
        assertThat(published().units.get(2).wallClockNs()).isEqualTo(wallNs + 1_000_000_000L);
        assertThat(published().units.get(3).pts()).isEqualTo(12_000);
    }

    @Test
    void reportsBeforeTheFirstPacketsPutTheVeryFirstUnitsInStep() {
        record();
        long wallNs = 1_700_000_000L * 1_000_000_000L;
        report(1, wallNs, 90_000);
        report(3, wallNs, 8_000);
        packet(0, 96, 1, 90_000, 0x65, 0x80, 1, 2);
        packet(2, 8, 1, 8_800, 1, 2, 3, 4);

        assertThat(published().units.get(0).wallClockNs()).isEqualTo(wallNs);
        assertThat(published().units.get(1).pts()).isEqualTo(800);
    }

    private void report(int channel, long wallNs, int timestamp) {
        ByteBuffer report = ByteBuffer.allocate(RtcpWriter.senderReportBytes("x"));
        RtcpWriter.senderReport(report, SSRC, wallNs, timestamp, 1, 1, "x");
        rig.frame(channel, report.array());
    }

    @Test
    void whatIsNotMediaOfThisSessionIsIgnored() {
        announce(SDP);
        packet(0, 96, 1, 0, 0x65, 0x80, 1);
        record();
        packet(9, 96, 1, 0, 0x65, 0x80, 1);
        packet(0, 97, 1, 0, 0x65, 0x80, 1);
        rig.frame(1, new byte[] {1, 2, 3});
        rig.frame(0, new byte[] {1});
        rig.frame(0, new byte[0]);

        assertThat(published().units).isEmpty();
        assertThat(rig.ask("OPTIONS", "*").status()).isEqualTo(200);
    }

    @Test
    void tearDownEndsThePublication() {
        String session = record();

        assertThat(rig.ask("TEARDOWN", URL, session).status()).isEqualTo(200);
        assertThat(published().ended).isEqualTo(Reason.ENDED);
    }

    @Test
    void aLostConnectionEndsThePublication() {
        record();
        rig.connection.close(Reason.RESET, "gone");
        rig.connection.settle();

        assertThat(published().ended).isEqualTo(Reason.RESET);
    }

    @Test
    void aSilentPublisherIsEnded() {
        record();
        rig.connection.advance(14_000);
        packet(0, 96, 1, 0, 0x65, 0x80, 1);
        rig.connection.advance(14_000);
        assertThat(rig.connection.closed).isNull();
        rig.connection.advance(1_000);

        assertThat(published().ended).isEqualTo(Reason.TIMEOUT);
        assertThat(rig.connection.closed).isEqualTo(Reason.TIMEOUT);
        assertThat(rig.connection.closeText).contains("15");
    }

    @Test
    void theRegistryEndsThePublication() throws Exception {
        record();
        published().producer.close();
        published().producer.close();
        rig.connection.settle();

        assertThat(rig.connection.closed).isEqualTo(Reason.ENDED);
    }

    @Test
    void aBusyStreamIsForbiddenAndForAnUnknownOneThePeerIsAskedWhoItIs() {
        rig.registry.publishFailure = new StreamException(Reason.BUSY, "somebody else publishes");
        RtspResponse busy = announce(SDP);
        assertThat(busy.status()).isEqualTo(403);
        assertThat(body(busy)).contains("somebody else publishes");
        rig.registry.publishFailure = new StreamException(Reason.NOT_FOUND, "no stream in");
        assertThat(announce(SDP).status()).isEqualTo(401);
        rig.registry.publishFailure = null;
        assertThat(announce(SDP).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "v=0\r\n", "v=0\r\nm=audio 0 RTP/SAVP 8\r\n"})
    void descriptionsThatCannotBePublishedAreRefused(String sdp) {
        assertThat(announce(sdp).status()).isIn(400, 415);
        assertThat(rig.registry.publications).isEmpty();
    }

    @Test
    void tooManyMediasAndControlsThatMeetAreRefused() {
        assertThat(announce("v=0\r\n" + "m=audio 0 RTP/AVP 8\r\n".repeat(65)).status())
                .isEqualTo(400);
        assertThat(announce("v=0\r\n" + "m=audio 0 RTP/AVP 8\r\na=control:x\r\n".repeat(2))
                        .status())
                .isEqualTo(400);
        assertThat(rig.askWithBody("ANNOUNCE", URL, SDP, "Content-Type: text/html")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void wrongOrdersAreRefused() {
        assertThat(rig.ask("RECORD", URL).status()).isEqualTo(455);
        announce(SDP);
        assertThat(announce(SDP).status()).isEqualTo(455);
        assertThat(rig.ask("DESCRIBE", URL).status()).isEqualTo(455);
        assertThat(rig.ask("RECORD", URL).status()).isEqualTo(455);
        assertThat(rig.ask("SETUP", URL + "/streamid=7", RECORD).status()).isEqualTo(404);
        assertThat(rig.ask("SETUP", URL + "/streamid=0", "Transport: RTP/AVP;client_port=1-2;mode=record")
                        .status())
                .isEqualTo(461);
        RtspResponse first = rig.ask("SETUP", URL + "/streamid=0", RECORD);
        String session = "Session: " + first.header("Session");
        assertThat(rig.ask("SETUP", URL + "/streamid=0", RECORD, session).status())
                .isEqualTo(400);
        assertThat(rig.ask("PLAY", URL, session).status()).isEqualTo(455);
        assertThat(rig.ask("RECORD", URL, session).status()).isEqualTo(200);
        assertThat(rig.ask("SETUP", URL + "/streamid=1", RECORD, session).status())
                .isEqualTo(455);
        assertThat(rig.ask("PAUSE", URL, session).status()).isEqualTo(200);
        assertThat(rig.ask("RECORD", URL, session).status()).isEqualTo(200);
    }

    @Test
    void aViewerCannotPublishOnTheSameConnection() {
        rig.ask("DESCRIBE", RtspRig.URL);

        assertThat(announce(SDP).status()).isEqualTo(455);
    }
}
