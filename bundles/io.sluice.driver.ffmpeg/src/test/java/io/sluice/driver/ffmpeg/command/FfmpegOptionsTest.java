/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.driver.Source;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every option is understood or refused by name. */
class FfmpegOptionsTest {
    private static FfmpegOptions read(String source) {
        return FfmpegOptions.of(Source.of(source), Presets.builtIn(), Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ffmpeg:yard#audio=opus|audio",
                "ffmpeg:yard#video=h264|video",
                "ffmpeg:yard#video=copy#audio=aac|video&audio",
                "ffmpeg:yard|video&audio",
                "ffmpeg:house/yard?video#audio=opus|video",
                "ffmpeg:yard?video=h264&audio=aac|video=h264&audio=aac",
                "ffmpeg:yard#audio=opus#query=mp4|audio&mp4",
                "ffmpeg:device|video&audio",
            })
    void anotherStreamIsAskedForWhatIsUsedOfIt(String source, String filter) {
        assertThat(read(source).input())
                .isInstanceOfSatisfying(
                        Input.OwnStream.class, own -> assertThat(own.filter()).isEqualTo(filter));
        assertThat(read(source).reachesMachine()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://192.0.2.7/a.flv",
                "https://192.0.2.7/a?x=1&y=%20-y",
                "rtmp://192.0.2.7/live/a",
                "rtmps://192.0.2.7/live/a",
                "rtsp://user:p%40ss@192.0.2.7:554/h264?a=b",
                "rtsps://[2001:db8::1]/h264",
            })
    void urlsOfTheNetworkAreReadAsTheyAre(String url) {
        FfmpegOptions options = read("ffmpeg:" + url + "#video=h264");

        assertThat(options.input()).isEqualTo(new Input.Url(url.substring(0, url.indexOf(':')), url));
        assertThat(options.reachesMachine()).isNull();
        assertThat(options.toString()).doesNotContain("p%40ss");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ffmpeg:/media/a b.mp4#video=copy|[/media/a b.mp4]",
                "ffmpeg:file:/media/a.mp4|[/media/a.mp4]",
                "ffmpeg:device?video=0&video_size=1280x720&framerate=25&input_format=mjpeg"
                        + "|[-f, v4l2, -video_size, 1280x720, -framerate, 25, -input_format, mjpeg, -i, /dev/video0]",
                "ffmpeg:device?video=/dev/v4l/by-id/cam-0&audio=hw:1,0&channels=2&sample_rate=48000"
                        + "|[-f, v4l2, -i, /dev/v4l/by-id/cam-0, -f, alsa, -channels, 2, -sample_rate, 48000,"
                        + " -i, hw:1,0]",
                "ffmpeg:device?screen=:0.0%2B10,20&framerate=10|[-f, x11grab, -framerate, 10, -i, :0.0+10,20]",
                "ffmpeg:device?audio=1|[-f, alsa, -i, hw:1]",
                "ffmpeg:virtual?|[-re, -f, lavfi, -i, testsrc2=size=1280x720:rate=25]",
                "ffmpeg:virtual?video=smptebars&size=4K&rate=10&duration=3"
                        + "|[-re, -f, lavfi, -i, smptebars=size=3840x2160:rate=10:duration=3]",
                "ffmpeg:virtual?audio|[-re, -f, lavfi, -i, sine=sample_rate=48000]",
                "ffmpeg:tts?text=Good+day,%20all:here&voice=slt"
                        + "|[-re, -f, lavfi, -i, flite=text=Good day\\, all\\\\:here:voice=slt]",
            })
    void whatReachesTheMachineSaysSo(String source, String arguments) {
        FfmpegOptions options = read(source);

        Object made = options.input() instanceof Input.Made of
                ? of.arguments()
                : List.of(((Input.LocalFile) options.input()).path());
        assertThat(made).hasToString(arguments);
        assertThat(options.reachesMachine()).contains("configuration file only");
    }

    @Test
    void allOptionsTogether() {
        FfmpegOptions options = read("ffmpeg:rtsp://h/a#video=h264#video=copy#audio=opus/16000#audio=pcma#timeout=30"
                + "#width=640#height=-1#rotate=-90#bitrate=2M#async#hardware=vaapi#input=rtsp/udp#raw=-g 25"
                + "#drawtext=x=1:y=2");

        assertThat(options.video()).containsExactly("h264", "copy");
        assertThat(options.audio()).containsExactly("opus/16000", "pcma");
        assertThat(options.timeout()).hasSeconds(30);
        assertThat(options.width()).isEqualTo(640);
        assertThat(options.height()).isZero();
        assertThat(options.rotate()).isEqualTo(270);
        assertThat(options.bitrate()).isEqualTo("2M");
        assertThat(options.async()).isTrue();
        assertThat(options.acceleration()).isEqualTo(new FfmpegOptions.Acceleration(true, Hardware.VAAPI));
        assertThat(options.template()).isNotNull();
        assertThat(options.raw()).containsExactly(new FfmpegOptions.Template(List.of("-g", "25"), true));
        assertThat(options.encoded()).containsExactly("h264");
    }

    @Test
    void autoIsWhatViewersAskFor() {
        assertThat(read("ffmpeg:yard#audio=auto").audio()).containsExactly("opus", "aac", "pcmu", "pcma");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ffmpeg:yard#vdeo=h264|no option #vdeo; there are video, audio, input, timeout, query, raw,"
                        + " width, height",
                "ffmpeg:yard#video=h266|#video=h266 is not allowed; allowed are copy, h264, h265, mjpeg, raw",
                "ffmpeg:yard#video=opus|#video=opus is not allowed",
                "ffmpeg:yard#video=-c:v libx264|#video=-c:v libx264 is not allowed",
                "ffmpeg:yard#video|#video= is not allowed; allowed are copy",
                "ffmpeg:yard#audio=h264|#audio=h264 is not allowed; allowed are aac, aac/16000, copy, mp3, opus",
                "ffmpeg:yard#audio=auto#video=copy|#audio=auto stands alone",
                "ffmpeg:yard#audio=auto#audio=opus|#audio=auto stands alone",
                "ffmpeg:yard#timeout=0|#timeout=0 is not allowed; allowed is a whole number from 1 to 600",
                "ffmpeg:yard#timeout=1#timeout=2|#timeout is there twice",
                "ffmpeg:yard#timeout=5s|#timeout=5s is not allowed",
                "ffmpeg:yard#timeout|#timeout= is not allowed",
                "ffmpeg:yard#video=h264#width=8|#width=8 is not allowed; allowed is a whole number from 16 to 16384",
                "ffmpeg:yard#video=h264#height=1e3|#height=1e3 is not allowed",
                "ffmpeg:yard#video=h264#rotate=45|#rotate=45 is not allowed; allowed are -90, 180, 270, 90",
                "ffmpeg:yard#video=h264#bitrate=fast|#bitrate=fast is not allowed; allowed is bits a second",
                "ffmpeg:yard#async=yes|#async=yes is not allowed",
                "ffmpeg:yard#video=h264#hardware=gpu|#hardware=gpu is not allowed; allowed are vaapi, cuda,"
                        + " v4l2m2m, rkmpp",
                "ffmpeg:yard#video=h264#drawtext=size=3|#drawtext=size=3 is not allowed; a parameter"
                        + " NAME=VALUE; allowed are",
                "ffmpeg:yard#rotate=90|#rotate need pictures that are coded anew; add #video=h264",
                "ffmpeg:yard#video=copy#width=640|#width and #height need pictures that are coded anew",
                "ffmpeg:yard#audio=opus#hardware|#hardware need pictures",
                "ffmpeg:yard#input=rtsp/tcp|#input=rtsp/tcp is not allowed; allowed are arguments that begin"
                        + " with -, and file",
                "ffmpeg:yard#raw=fast|#raw=fast is not allowed",
                "ffmpeg:yard#query=a b|#query=a b is not allowed",
                "ffmpeg:virtual?siz=720|has no parameter siz; there are video, audio, size, rate, duration,"
                        + " color, format",
                "ffmpeg:device?|device? needs video=, screen= or audio=",
                "ffmpeg:tts?voice=slt|tts? needs text=",
                "ffmpeg:|there is no input; allowed are a URL of http, https, rtmp, rtmps, rtsp, rtsps",
                "ffmpeg:gopher://h/|URLs of gopher: are not read; allowed are http",
                "ffmpeg:../etc/passwd|as a name of a stream it is wrong",
            })
    void aBadOptionIsNamedWithWhatIsAllowed(String source, String sentence) {
        assertThatThrownBy(() -> read(source))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("ffmpeg: ")
                .hasMessageContaining(sentence);
    }

    @Test
    void everyOptionThatIsRefusedIsNamedAndNeverIgnored() {
        assertThatThrownBy(() -> read("ffmpeg:yard#hardwere"))
                .hasMessage("ffmpeg: there is no option #hardwere; there are video, audio, input, timeout, query, raw,"
                        + " width, height, rotate, drawtext, bitrate, async, hardware");
    }

    @Test
    void theSectionRedefinesAndAddsPresets() {
        Presets presets = Presets.of(Map.of(
                "bin", "/opt/ffmpeg",
                "timeout", "7",
                "h264", "-c:v libx264 -preset:v \"very fast\"",
                "night", new String[] {"-c:v", "libx264", "-vf", "eq=brightness=0.1, a"},
                "rtsp", "-rtsp_transport tcp -i {input}",
                "service.pid", "io.sluice.ffmpeg"));

        assertThat(presets.video("h264")).containsExactly("-c:v", "libx264", "-preset:v", "very fast");
        assertThat(presets.video("night")).containsExactly("-c:v", "libx264", "-vf", "eq=brightness=0.1, a");
        assertThat(presets.input("rtsp")).containsExactly("-rtsp_transport", "tcp", "-i", "{input}");
        assertThat(presets.added()).containsExactly("night");
        assertThat(presets.problems()).isEmpty();
        assertThat(FfmpegOptions.of(Source.of("ffmpeg:yard#video=night"), presets, Duration.ofSeconds(5))
                        .video())
                .containsExactly("night");
        assertThatThrownBy(() -> FfmpegOptions.of(Source.of("ffmpeg:yard#video=x"), presets, Duration.ofSeconds(5)))
                .hasMessageContaining("mjpeg, night, raw");
    }

    @Test
    void aPresetWithAQuoteThatHasNoEndIsSaid() {
        assertThat(Presets.of(Map.of("h264", "-c:v 'libx264")).problems())
                .containsExactly("ffmpeg.h264: a quote has no end");
    }
}
