/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.driver.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What go2rtc let through, and relatives of it: nothing that a source says becomes an argument of its own. */
class InjectionTest {
    private static final String OWN = "rtsp://127.0.0.1:1/in";
    private static final String OUT = "rtsp://127.0.0.1:1/out";

    private static FfmpegOptions read(String source) {
        return FfmpegOptions.of(Source.of(source), Presets.builtIn(), Duration.ofSeconds(5));
    }

    private static List<String> line(String source) {
        return new CommandLine(read(source), Presets.builtIn(), null)
                .arguments(Path.of("/usr/bin/ffmpeg"), OWN, OUT, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // a blank that would end an argument (go2rtc's strings were split again)
                "ffmpeg:rtsp://h/a -y /etc/passwd",
                "ffmpeg:http://h/a\" -i \"/etc/shadow",
                "ffmpeg:http://h/a'b",
                "ffmpeg:rtmp://h/app playpath=x",
                "ffmpeg:rtsp://h/a\u00a0\u2028b c",
                // options instead of an input
                "ffmpeg:-i /etc/passwd",
                "ffmpeg:-y",
                // protocols that read files or start connections
                "ffmpeg:concat:/etc/passwd|/etc/shadow",
                "ffmpeg:subfile,,start,0,end,9,,:/etc/passwd",
                "ffmpeg:data:text/plain,abc",
                "ffmpeg:pipe:0",
                "ffmpeg:fd:3",
                "ffmpeg:unix:/run/x",
                "ffmpeg:tee:x",
                "ffmpeg:crypto+http://h/a",
                "ffmpeg:hls+http://h/a",
                "ffmpeg:cache:http://h/a",
                "ffmpeg:srt://h:1/",
                "ffmpeg:udp://0.0.0.0:1",
                "ffmpeg:tcp://h:1?listen",
                "ffmpeg:lavfi:movie=/etc/passwd",
                "ffmpeg:../../etc/passwd",
                // devices and made pictures, percent-decoded once
                "ffmpeg:device?video=0%20-y%20/tmp/x",
                "ffmpeg:device?video=/etc/passwd",
                "ffmpeg:device?video=/dev/../etc/passwd",
                "ffmpeg:device?video=-f",
                "ffmpeg:device?video=0&framerate=25%20-i%20/etc/passwd",
                "ffmpeg:device?video=0&input_format=mjpeg%0a-y",
                "ffmpeg:device?audio=file:/etc/passwd%20x",
                "ffmpeg:device?audio=-i",
                "ffmpeg:device?screen=:0%20-y",
                "ffmpeg:virtual?video=movie%3D/etc/passwd",
                "ffmpeg:virtual?video=testsrc2&size=1x1,movie=/etc/passwd",
                "ffmpeg:virtual?video=testsrc2&rate=25:textfile=/etc/passwd",
                "ffmpeg:virtual?video=testsrc2&color=red%2Cdrawtext%3Dtextfile%3D/etc/passwd",
                "ffmpeg:virtual?video=testsrc2&format=gray%5Bx%5D",
                "ffmpeg:virtual?video=testsrc2&duration=1%2525",
                "ffmpeg:tts?text=a%0Ab",
                "ffmpeg:tts?text=a&voice=slt:textfile=/etc/passwd",
                "ffmpeg:tts?textfile=/etc/passwd",
                "ffmpeg:tts?text=a%ZZ",
                // codecs, numbers and filters
                "ffmpeg:yard#video=h264 -y /tmp/x",
                "ffmpeg:yard#video=-f lavfi -i movie=/etc/passwd",
                "ffmpeg:yard#video=h264%20-y",
                "ffmpeg:yard#video=h264#width=640,movie=/etc/passwd",
                "ffmpeg:yard#video=h264#width=-y",
                "ffmpeg:yard#video=h264#height=360[a];movie=x",
                "ffmpeg:yard#video=h264#rotate=90,drawtext=textfile=/etc/passwd",
                "ffmpeg:yard#video=h264#bitrate=1M -y",
                "ffmpeg:yard#video=h264#hardware=vaapi -init_hw_device x",
                "ffmpeg:yard#timeout=5 -y",
                "ffmpeg:yard#query=video -y",
                "ffmpeg:yard?video%20-y#audio=opus",
                "ffmpeg:yard#async=1 -y",
                "ffmpeg:yard#video=h264#drawtext=textfile=/etc/passwd",
                "ffmpeg:yard#video=h264#drawtext=fontfile=/etc/passwd",
                "ffmpeg:yard#video=h264#drawtext=text=a:textfile=/etc/passwd",
                "ffmpeg:yard#video=h264#drawtext=reload=1",
                "ffmpeg:yard#video=h264#drawtext=x=1,movie=/etc/passwd",
                "ffmpeg:yard#video=h264#drawtext=x=1;y=2",
                "ffmpeg:yard#video=h264#drawtext=fontcolor=red'",
                "ffmpeg:yard#video=h264#drawtext=font=Sans\\:file=/etc/passwd",
                "ffmpeg:yard#video=h264#drawtext=text",
                "ffmpeg:yard#raw=/tmp/x",
                "ffmpeg:yard#input=/etc/passwd",
                "ffmpeg:yard#input=-i 'x",
            })
    void isRefusedWithASentence(String source) {
        assertThatThrownBy(() -> read(source))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("ffmpeg: ")
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("\n", "\t"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffmpeg:rtsp://h/a\n-y", "ffmpeg:yard#audio=opus\u0000", "ffmpeg:yard#video=h264\r\n-y"})
    void controlCharactersAreInNoSourceAtAll(String source) {
        assertThatThrownBy(() -> Source.of(source)).hasMessageContaining("control character");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "ffmpeg:rtsp://h/%20-y%20%2Fetc%2Fpasswd~rtsp://h/%20-y%20%2Fetc%2Fpasswd",
                "ffmpeg:http://h/a?b=%0a-y&c=%22~http://h/a?b=%0a-y&c=%22",
                "ffmpeg:http://h/a,b;c=d:e~http://h/a,b;c=d:e",
                "ffmpeg:/media/-y -i x.mp4~file:/media/-y -i x.mp4",
                "ffmpeg:file:/media/concat:a|b~file:/media/concat:a|b",
                "ffmpeg:/media/%d.jpg#input=file/loop~file:/media/%d.jpg",
            })
    void staysOneArgumentAsItIs(String source, String argument) {
        List<String> line = line(source);

        assertThat(line).filteredOn(argument::equals).hasSize(1);
        assertThat(line.get(line.indexOf(argument) - 1)).isEqualTo("-i");
        assertThat(line).doesNotContain("-y", "/etc/passwd");
    }

    /** A stream's name never is an argument: only the address of our own listener is. */
    @Test
    void theNameOfAStreamIsInNoArgument() {
        assertThat(line("ffmpeg:a -y b#audio=opus"))
                .contains(OWN)
                .noneMatch(argument -> argument.contains("-y") || argument.contains("a -y"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text=it's 5\\:1, [a];b=c\\d",
                "text=a\\:textfile=/nonexistent",
                "text=a',movie=/nonexistent[b];[b]null,drawtext=textfile=/nonexistent",
                "text=a\\\\',textfile=/nonexistent",
            })
    void aTextStaysInsideItsFilter(String drawtext) {
        List<String> line = line("ffmpeg:yard#video=h264#drawtext=" + drawtext);

        String graph = line.get(line.indexOf("-filter:v") + 1);
        assertThat(graph).startsWith("drawtext=text=");
        assertThat(FilterText.unescapedEnds(graph)).isEmpty();
    }

    @Test
    void nothingOfTheServersEnvironmentIsPassedOnButWhatIsNamed() {
        assertThat(Surroundings.of(Map.of(
                        "FFREPORT", "file=/tmp/x",
                        "LD_PRELOAD", "/tmp/x.so",
                        "http_proxy", "http://evil",
                        "SLUICE_ADMIN_PASSWORD", "secret",
                        "AV_LOG_FORCE_COLOR", "1",
                        "LIBVA_DRIVER_NAME", "iHD",
                        "TZ", "Europe/Vienna")))
                .containsOnlyKeys("LIBVA_DRIVER_NAME", "TZ");
    }

    /** Reads a filter graph as ffmpeg does, twice, for characters that would end a value. */
    private static final class FilterText {
        static String unescapedEnds(String graph) {
            String value = graph.substring(graph.indexOf("text=") + "text=".length());
            var ends = new StringBuilder();
            String inner = unescaped(value, "',;[]", ends);
            unescaped(inner, "':", ends);
            return ends.toString();
        }

        private static String unescaped(String text, String special, StringBuilder ends) {
            var plain = new StringBuilder();
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\\' && i + 1 < text.length()) {
                    plain.append(text.charAt(++i));
                } else {
                    plain.append(c);
                    if (special.indexOf(c) >= 0) {
                        ends.append(c);
                    }
                }
            }
            return plain.toString();
        }
    }
}
