/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Source;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.stream.Reason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;

class SampleDriverTest {
    private final FakeContext context = new FakeContext();

    static SampleDriver driver(String version) {
        Bundle bundle = fake(Bundle.class, Version.parseVersion(version));
        // All keys at their defaults.
        var config = (SampleConfig) Proxy.newProxyInstance(
                SampleDriverTest.class.getClassLoader(),
                new Class<?>[] {SampleConfig.class},
                (proxy, method, arguments) -> method.getDefaultValue());
        return new SampleDriver(fake(BundleContext.class, bundle), config);
    }

    private static <T> T fake(Class<T> type, Object answer) {
        return type.cast(Proxy.newProxyInstance(
                SampleDriverTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer));
    }

    @Test
    void makesPicturesAndSoundUntilItIsClosed() throws Exception {
        var producer = ((Opened.Producing) driver("0.1.0").open(Source.of("sample:"), context)).producer();
        await(() -> context.tracks.get(0).units.size() >= 10
                && context.tracks.get(1).units.size() >= 15);
        producer.close();
        producer.close();
        int after = context.tracks.get(0).units.size();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(t -> t.getName().equals("sluice-sample"));
        assertThat(context.complete).isTrue();
        for (int i = 0; i < after; i++) {
            assertThat(context.tracks.get(0).units.get(i).pts()).isEqualTo(i * 18_000L);
        }
        for (int i = 0; i < context.tracks.get(1).units.size(); i++) {
            AccessUnit frame = context.tracks.get(1).units.get(i);
            assertThat(frame.pts()).isEqualTo(i * 160L);
            assertThat(frame.sizeBytes()).isEqualTo(160);
        }
    }

    @ParameterizedTest
    @CsvSource({"1.0.0, 1", "2.7.3, 2"})
    void theVersionOfTheBundleIsTheColourOfThePicture(String version, int brightest) throws Exception {
        var producer = ((Opened.Producing) driver(version).open(Source.of("sample:#tone=880"), context)).producer();
        await(() -> !context.tracks.get(0).units.isEmpty());
        producer.close();
        int rgb = read(context.tracks.get(0).units.get(0)).getRGB(200, 100);
        int[] colours = {rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF};
        for (int i = 0; i < 3; i++) {
            assertThat(colours[i]).isLessThanOrEqualTo(colours[brightest]);
        }
    }

    @Test
    void theBarCrossesThePictureOnceASecond() throws Exception {
        var picture = new SamplePicture(0);
        assertThat(whiteAt(picture.jpeg(0), 8)).isTrue();
        assertThat(whiteAt(picture.jpeg(0.5), 8)).isFalse();
        assertThat(whiteAt(picture.jpeg(0.5), 168)).isTrue();
        assertThat(whiteAt(picture.jpeg(0.999), 312)).isTrue();
    }

    @Test
    void theToneIsALawWithTheWantedPitch() {
        byte[] tone = SampleTone.oneSecond(440, 8000);
        int crossings = 0;
        for (int i = 1; i < tone.length; i++) {
            int before = decoded(tone[i - 1]);
            int now = decoded(tone[i]);
            crossings += before < 0 && now > 0 ? 1 : 0;
            double exact = 8000 * Math.sin(2 * Math.PI * 440 * i / 8000);
            assertThat((double) now).isBetween(exact - 16 - Math.abs(exact) / 25, exact + 16 + Math.abs(exact) / 25);
        }
        assertThat(crossings).isBetween(439, 440);
    }

    @ParameterizedTest
    @CsvSource({
        "sample:x, 'sample: takes no address, but the option #tone=HZ'",
        "sample:#pitch=3, 'sample: has no option pitch, but #tone=HZ'",
        "sample:#tone=high, tone is not a number of Hz",
        "sample:#tone=49, tone must be from 50 to 3000 Hz",
        "sample:#tone=3001, tone must be from 50 to 3000 Hz",
    })
    void refusesWhatItDoesNotUnderstand(String source, String text) {
        assertThat(driver("0.1.0").open(Source.of(source), context))
                .isEqualTo(new Opened.Refused(Reason.INVALID, text, Opened.Retry.NO));
    }

    @Test
    void readmeHasTheHeadingsOfTheTemplate() throws Exception {
        assertThat(Files.readAllLines(Path.of("README.md")).stream().filter(line -> line.startsWith("## ")))
                .containsExactly(
                        "## Devices", "## Source URI", "## Configuration", "## Media", "## Status", "## Example");
    }

    private static BufferedImage read(AccessUnit unit) {
        byte[] bytes = new byte[unit.sizeBytes()];
        unit.payload().get(bytes);
        return read(bytes);
    }

    private static BufferedImage read(byte[] jpeg) {
        try {
            return ImageIO.read(new ByteArrayInputStream(jpeg));
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    private static boolean whiteAt(byte[] jpeg, int x) {
        return (read(jpeg).getRGB(x, 100) & 0xFF) > 200;
    }

    /** ITU-T G.711: the middle of the interval, 16 bits. */
    private static int decoded(byte sample) {
        int code = (sample ^ 0x55) & 0xFF;
        int segment = code >> 4 & 7;
        int size = (code & 0x0F) << 4;
        size = segment == 0 ? size + 8 : size + 0x108 << segment - 1;
        return (code & 0x80) != 0 ? size : -size;
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
