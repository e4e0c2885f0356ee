/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.Codec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SdpWriterTest {
    @Test
    void writesWhatPlayersExpect() throws SdpException {
        List<SdpTrack> tracks = tracks("retina-dahua-describe-h264-aac-onvif.sdp");
        assertThat(SdpWriter.write("hall\r\n", 7, lines(tracks)).replace("\r\n", "\n"))
                .isEqualTo("""
                        v=0
                        o=- 7 1 IN IP4 127.0.0.1
                        s=hall
                        c=IN IP4 0.0.0.0
                        t=0 0
                        a=control:*
                        m=video 0 RTP/AVP 96
                        a=rtpmap:96 H264/90000
                        a=fmtp:96 packetization-mode=1;profile-level-id=64001E;\
                        sprop-parameter-sets=Z2QAHqwsaoLA9puCgIKgAAADACAAAAMD0IA=,aO4xshs=
                        a=control:trackID=0
                        m=audio 0 RTP/AVP 97
                        a=rtpmap:97 MPEG4-GENERIC/48000/1
                        a=fmtp:97 streamtype=5;profile-level-id=1;mode=AAC-hbr;\
                        sizelength=13;indexlength=3;indexdeltalength=3;config=1188
                        a=control:trackID=1
                        m=application 0 RTP/AVP 98
                        a=rtpmap:98 vnd.onvif.metadata/90000
                        a=control:trackID=2
                        """);
    }

    @Test
    void describesEveryCamerasCodecsSoThatTheyAreReadTheSame() throws SdpException {
        for (String camera : TestFiles.cameras()) {
            List<SdpTrack> tracks = tracks(camera);
            if (!tracks.isEmpty()) {
                var again = SdpTracks.of(SdpReader.read(SdpWriter.write(camera, 1, lines(tracks))), "rtsp://h/s");
                assertThat(again.tracks())
                        .as(camera)
                        .extracting(track -> same(track.codec()))
                        .isEqualTo(tracks.stream()
                                .map(track -> same(track.codec()))
                                .toList());
            }
        }
    }

    /** What of a codec does not depend on the packets of its source. */
    private static Codec same(Codec codec) {
        return codec.with("payload-type", null)
                .with("sizelength", null)
                .with("indexlength", null)
                .with("indexdeltalength", null)
                .with("maxplaybackrate", null)
                .with("usedtx", null);
    }

    private static List<SdpTrack> tracks(String camera) throws SdpException {
        return SdpTracks.of(SdpReader.read(ByteBuffer.wrap(TestFiles.bytes("cameras/" + camera))), "rtsp://h/s")
                .tracks();
    }

    private static List<MediaLine> lines(List<SdpTrack> tracks) {
        var lines = new ArrayList<MediaLine>();
        for (SdpTrack track : tracks) {
            int payloadType = SdpWriter.payloadType(track.codec(), lines.size());
            lines.add(new MediaLine(track.kind(), track.codec(), payloadType, "trackID=" + lines.size()));
        }
        return lines;
    }
}
