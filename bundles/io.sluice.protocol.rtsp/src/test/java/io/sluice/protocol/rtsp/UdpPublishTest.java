/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.stream.Reason;
import io.sluice.lib.rtp.Rtcp;
import io.sluice.lib.rtp.RtcpReader;
import io.sluice.lib.rtsp.RtspResponse;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Publishers who send datagrams. */
class UdpPublishTest {
    private static final String URL = "rtsp://localhost/in";
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
    private final RtspRig rig = new RtspRig();

    private static String udp(int port) {
        return "Transport: RTP/AVP/UDP;unicast;client_port=" + port + "-" + (port + 1) + ";mode=record";
    }

    private String record() {
        rig.askWithBody("ANNOUNCE", URL, SDP, "Content-Type: application/sdp");
        RtspResponse first = rig.ask("SETUP", URL + "/streamid=0", udp(6000));
        assertThat(first.header("Transport"))
                .isEqualTo("RTP/AVP;unicast;client_port=6000-6001;server_port=8556-8557;mode=record");
        String session = "Session: " + first.header("Session");
        assertThat(rig.ask("SETUP", URL + "/streamid=1", udp(6002), session).status())
                .isEqualTo(200);
        assertThat(rig.ask("RECORD", URL, session).status()).isEqualTo(200);
        return session;
    }

    private void picture(int sequence) {
        ByteBuffer packet = ByteBuffer.allocate(16);
        packet.put((byte) 0x80).put((byte) (0x80 | 96)).putShort((short) sequence);
        packet.putInt(sequence * 3_600).putInt(0x1234).putInt(0x65800102);
        rig.datagrams.ports.get(0).receive(packet.flip());
    }

    private List<Long> times() {
        return rig.registry.publications.get(0).units.stream()
                .map(AccessUnit::pts)
                .toList();
    }

    @Test
    void datagramsAreTakenFromThePeersPortsOnly() {
        record();
        assertThat(rig.datagrams.ports).hasSize(4);
        assertThat(rig.datagrams.ports.get(0).peer).hasToString("/127.0.0.1:6000");
        assertThat(rig.datagrams.ports.get(3).peer).hasToString("/127.0.0.1:6003");
        assertThat(rig.datagrams.ports.get(0).options.receiveBufferBytes()).isGreaterThan(1_000_000);
    }

    @Test
    void unitsComeInOrderAndOnce() {
        record();
        for (int sequence : new int[] {1, 2, 4, 3, 3, 5, 5, 7, 6}) {
            picture(sequence);
        }
        rig.connection.advance(200);
        assertThat(times()).hasSizeGreaterThanOrEqualTo(6).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void whatDoesNotComeIsNotWaitedForLong() {
        record();
        picture(1);
        picture(3);
        picture(4);
        int before = times().size();
        rig.connection.advance(99);
        assertThat(times()).hasSize(before);
        rig.connection.advance(3);
        assertThat(times()).hasSizeGreaterThan(before);
    }

    @Test
    void reportsGoBack() throws Exception {
        record();
        for (int sequence : new int[] {1, 2, 4, 5}) {
            picture(sequence);
        }
        rig.connection.advance(5_000);
        List<byte[]> sent = rig.datagrams.ports.get(1).sent;
        assertThat(sent).hasSize(1);
        var report = (Rtcp.ReceiverReport)
                RtcpReader.read(ByteBuffer.wrap(sent.get(0))).get(0);
        assertThat(report.blocks()).hasSize(1);
        assertThat(report.blocks().get(0).ssrc()).isEqualTo(0x1234);
        assertThat(report.blocks().get(0).cumulativeLost()).isEqualTo(1);
        assertThat(report.blocks().get(0).highestSequence()).isEqualTo(5);
        assertThat(rig.datagrams.ports.get(3).sent).as("nothing came").isEmpty();
    }

    @Test
    void beforeRecordNothingIsTaken() {
        rig.askWithBody("ANNOUNCE", URL, SDP, "Content-Type: application/sdp");
        rig.ask("SETUP", URL + "/streamid=0", udp(6000));
        picture(1);
        assertThat(rig.registry.publications.get(0).units).isEmpty();
    }

    @Test
    void aSilentPublisherIsEnded() {
        record();
        picture(1);
        rig.connection.advance(14_000);
        assertThat(rig.connection.closed).isNull();
        rig.connection.advance(2_000);
        assertThat(rig.connection.closed).isEqualTo(Reason.TIMEOUT);
        assertThat(rig.datagrams.open()).isEmpty();
    }

    @Test
    void itEndsWithItsConnectionAndWithTeardown() {
        String session = record();
        assertThat(rig.ask("TEARDOWN", URL, session).status()).isEqualTo(200);
        assertThat(rig.datagrams.open()).isEmpty();
        record();
        assertThat(rig.datagrams.open()).hasSize(4);
        rig.connection.close(Reason.ENDED, "the peer closed the connection");
        rig.connection.settle();
        assertThat(rig.datagrams.open()).isEmpty();
    }

    @Test
    void allMediasTravelTheSameWay() {
        rig.askWithBody("ANNOUNCE", URL, SDP, "Content-Type: application/sdp");
        RtspResponse first = rig.ask("SETUP", URL + "/streamid=0", udp(6000));
        String tcp = "Transport: RTP/AVP/TCP;unicast;interleaved=2-3;mode=record";
        assertThat(rig.ask("SETUP", URL + "/streamid=1", tcp, "Session: " + first.header("Session"))
                        .status())
                .isEqualTo(461);
    }
}
