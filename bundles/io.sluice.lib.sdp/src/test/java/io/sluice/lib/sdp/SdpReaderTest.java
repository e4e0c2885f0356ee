/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.lib.sdp.SdpTrack.Direction;
import io.sluice.testkit.fuzz.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SdpReaderTest {
    @ParameterizedTest(name = "{0} and {1} under {2}")
    @CsvSource({
        ",                       track1,                  rtsp://h/s,     rtsp://h/s/track1",
        "*,                      track1,                  rtsp://h/s/,    rtsp://h/s/track1",
        "*,                      /track1,                 rtsp://h/s/,    rtsp://h/s/track1",
        "*,                      trackID=1,               rtsp://h/s?a=1&b, rtsp://h/s?a=1&b/trackID=1",
        "*,                      ?ctype=video,            rtsp://h/s,     rtsp://h/s?ctype=video",
        "*,                      rtsp://10.0.0.1/x?y,     rtsp://h/s,     rtsp://10.0.0.1/x?y",
        "*,                      RTSPS://h/x,             rtsp://h/s,     RTSPS://h/x",
        "rtsp://10.0.0.1/a/,     track1,                  rtsp://h/s,     rtsp://10.0.0.1/a/track1",
        "live,                   track1,                  rtsp://h/s,     rtsp://h/s/live/track1",
        ",                       ,                        rtsp://h/s,     rtsp://h/s",
        "*,                      *,                       rtsp://h/s,     rtsp://h/s",
        "*,                      track1,                  '',             ''",
    })
    void resolvesControls(String session, String media, String base, String expected) throws SdpException {
        String sdp = (session == null ? "" : "a=control:" + session + "\n")
                + "m=video 0 RTP/AVP 26\n"
                + (media == null ? "" : "a=control:" + media + "\n");
        assertThat(SdpTracks.of(SdpReader.read(sdp), base).tracks().get(0).control())
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "audio, 8,  '',                                          pcma/8000/1",
        "audio, 97, 'a=rtpmap:97 PCMA/16000',                    pcma/16000/1",
        "audio, 10, '',                                          l16/44100/2",
        "audio, 98, 'a=rtpmap:98 L16/16000/2',                   l16/16000/2",
        "audio, 9,  '',                                          g722/8000/1",
        "audio, 97, 'a=rtpmap:97 MP4A-LATM/44100/2',             aac/44100/2",
        "audio, 97, 'a=rtpmap:97 MP4A-LATM/48000|a=fmtp:97 cpresent=0;config=400024203fc0', aac/48000/2",
        "audio, 97, 'a=rtpmap:97 MP4A-LATM/44100/2|a=fmtp:97 cpresent=0', opaque(MP4A-LATM)/44100/2",
        "audio, 97, 'a=rtpmap:97 MP4A-LATM/44100/2|a=fmtp:97 cpresent=0;config=ff', opaque(MP4A-LATM)/44100/2",
        "video, 97, 'a=rtpmap:97 MP4A-LATM/44100/2',             opaque(MP4A-LATM)/44100",
        "audio, 97, 'a=rtpmap:97 H264/90000',                    opaque(H264)/90000/1",
        "video, 0, '',                                           opaque(PCMU)/8000",
        "audio, 97, 'a=rtpmap:97 MPEG4-GENERIC/1000|a=fmtp:97 config=1210', aac/44100/2",
        "audio, 97, 'a=rtpmap:97 MPEG4-GENERIC/8000|a=fmtp:97 config=1210',  aac/8000/2",
        "audio, 97, 'a=rtpmap:97 MPEG4-GENERIC/16000/2|a=fmtp:97 config=zz', aac/16000/2",
        "audio, 97, 'a=rtpmap:97 MPEG4-GENERIC/48000/25',        aac/48000/2",
        "audio, 14, '',                                          opaque(MPA)/90000/1",
        "audio, 97, 'a=rtpmap:97 OPUS/48000/2',                  opus/48000/2",
        "audio, 97, 'a=rtpmap:97',                               opaque()/8000/1",
        "video, 97, 'a=rtpmap:97 h265/90000',                    h265/90000",
        "video, 97, 'a=rtpmap:97 AV1/90000',                     opaque(AV1)/90000",
        "video, 96 97, 'a=rtpmap:96 rtx/90000|a=rtpmap:97 H264/90000', h264/90000",
        "video, 96 97, 'a=rtpmap:96 VP8/90000|a=rtpmap:97 H264/90000', h264/90000",
    })
    void namesCodecs(String media, String formats, String attributes, String codec) throws SdpException {
        String sdp = "m=" + media + " 0 RTP/AVP " + formats + "\n" + attributes.replace('|', '\n');
        assertThat(SdpTracks.of(SdpReader.read(sdp), "").tracks())
                .singleElement()
                .extracting(SdpTrack::codec)
                .hasToString(codec);
    }

    @Test
    void refusesWhatIsTooLargeOrNoDescription() {
        assertThatThrownBy(() -> SdpReader.read("v=0\n" + "a=x\n".repeat(40_000)))
                .isInstanceOf(SdpException.class);
        assertThatThrownBy(() -> SdpReader.read("m=video 0 RTP/AVP 96\n".repeat(65)))
                .isInstanceOf(SdpException.class);
        assertThatThrownBy(() -> SdpReader.read("<html>404</html>")).isInstanceOf(SdpException.class);
        assertThatThrownBy(() -> SdpReader.read("")).isInstanceOf(SdpException.class);
    }

    @Test
    void throwsNothingElseWhateverComes() {
        var seeds = new ArrayList<>(TestFiles.seeds());
        TestFiles.cameras().forEach(name -> seeds.add(TestFiles.bytes("cameras/" + name)));
        var random = new Random(20_261_120);
        int refused = 0;
        for (byte[] seed : seeds) {
            for (int i = 0; i < 100; i++) {
                byte[] text = i == 0 ? seed : mutate(seed, random);
                try {
                    SdpTracks.of(SdpReader.read(ByteBuffer.wrap(text)), "rtsp://h/s");
                } catch (SdpException e) {
                    refused++;
                } catch (RuntimeException e) {
                    throw new AssertionError("by " + Bytes.of(text).toHex(), e);
                }
            }
        }
        assertThat(refused).isLessThan(seeds.size() * 50);
    }

    private static byte[] mutate(byte[] seed, Random random) {
        byte[] bytes = seed.clone();
        byte[] hot = "=:/;,\r\n 0-\u00ff".getBytes(StandardCharsets.ISO_8859_1);
        for (int i = random.nextInt(12); i >= 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] =
                    random.nextBoolean() ? hot[random.nextInt(hot.length)] : (byte) random.nextInt(256);
        }
        return random.nextInt(3) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
    }

    @Test
    void takesItsTimeOnlyOnceHoweverManyFormatsAndLinesThereAre() throws SdpException {
        String sdp = "m=video 0 RTP/AVP" + " 1 2".repeat(12_000)
                + IntStream.range(0, 10_000).mapToObj(i -> " " + i).collect(Collectors.joining())
                + "\n" + "a=fmtp\n".repeat(3_000);
        SessionDescription read = SdpReader.read(sdp);
        // Thirty million comparisons, and as many pieces of text, when each format is looked up in each line.
        Limits.hold(SdpReader.MAX_BYTES, () -> SdpTracks.of(read, ""));
        assertThat(SdpTracks.of(read, "").tracks()).hasSize(1);
    }

    @ParameterizedTest(name = "session {0}, media {1}")
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, SENDRECV",
                "sendonly, -, SENDONLY",
                "sendonly, recvonly, RECVONLY",
                "-, inactive|a=SendOnly, SENDONLY",
                "inactive|a=recvonly, x, RECVONLY",
            })
    void aMediaThatTellsNoDirectionHasTheSessions(String session, String media, Direction direction)
            throws SdpException {
        String sdp = (session == null ? "" : "a=" + session.replace('|', '\n') + "\n")
                + "m=video 0 RTP/AVP 26\n"
                + (media == null ? "" : "a=" + media.replace('|', '\n') + "\n");
        assertThat(SdpTracks.of(SdpReader.read(sdp), "").tracks())
                .singleElement()
                .extracting(SdpTrack::direction)
                .isEqualTo(direction);
    }

    @Test
    void doesNotTakeForSoundWhatIsDescribedAsAnotherKindOfMedia() throws SdpException {
        SdpTrack track = SdpTracks.of(SdpReader.read("m=application 0 RTP/AVP 96\na=rtpmap:96 MP4A-LATM/90000"), "")
                .tracks()
                .get(0);
        assertThat(track.codec().name()).isEqualTo(Codec.OPAQUE);
    }

    @Test
    void choosesTheKnownFormatsPayloadType() throws SdpException {
        String sdp = "m=video 0 RTP/AVP 96 97\na=rtpmap:96 VP8/90000\na=rtpmap:97 H264/90000";
        SdpTrack track = SdpTracks.of(SdpReader.read(sdp), "").tracks().get(0);
        assertThat(track.payloadType()).isEqualTo(97);
        assertThat(track.codec()).isEqualTo(Codec.of(Codec.H264, 90_000, 0));
    }
}
