/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.api.bundle.BundleRefusedException;
import io.sluice.api.bundle.BundleRefusedException.Cause;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarCheckTest {
    @TempDir
    Path temp;

    private void refused(TestJar jar, Cause cause, String text) throws IOException {
        refused(jar.bytes(), cause, text);
    }

    private void refused(byte[] jar, Cause cause, String text) throws IOException {
        Path file = Files.write(temp.resolve("x.jar"), jar);
        var refused = catchThrowableOfType(BundleRefusedException.class, () -> JarCheck.read(file));
        assertThat(refused).hasMessageContaining(text);
        assertThat(refused.cause()).isEqualTo(cause);
    }

    @Test
    void aBundleIsRead() throws Exception {
        Path file = TestJar.of("com.example.driver;singleton:=true", "1.2.3.q").write(temp.resolve("x.jar"));

        Jar jar = JarCheck.read(file);

        assertThat(jar.symbolicName()).isEqualTo("com.example.driver");
        assertThat(jar.version()).hasToString("1.2.3.q");
        assertThat(jar.sha256()).hasSize(64);
        assertThat(jar.signed()).isFalse();
        assertThat(jar.fragment()).isFalse();
    }

    @Test
    void whatIsNoZipOrDamagedIsNoBundle() throws IOException {
        refused("this is no jar".getBytes(StandardCharsets.UTF_8), Cause.NO_BUNDLE, "it is no jar or is damaged");
        refused(new byte[0], Cause.NO_BUNDLE, "it is no jar or is damaged");
        byte[] random = new byte[100_000];
        new Random(1).nextBytes(random);
        byte[] good = TestJar.of("x", "1").entry("data", random).bytes();
        byte[] cut = java.util.Arrays.copyOf(good, good.length / 2);
        refused(cut, Cause.NO_BUNDLE, "it is no jar or is damaged");
        good[good.length / 2] ^= 1;
        refused(good, Cause.NO_BUNDLE, "it is no jar or is damaged");
    }

    @Test
    void aManifestThatIsNotABundlesIsNamed() throws IOException {
        refused(TestJar.empty(), Cause.NO_BUNDLE, "no Bundle-SymbolicName");
        refused(TestJar.of("x", "1").without("Bundle-Version"), Cause.NO_BUNDLE, "no Bundle-Version");
        refused(TestJar.of("x", "one"), Cause.NO_BUNDLE, "Bundle-Version is not one");
        refused(TestJar.of("../x", "1"), Cause.NO_BUNDLE, "Bundle-SymbolicName is not one");
        refused(TestJar.of(".x", "1"), Cause.NO_BUNDLE, "Bundle-SymbolicName is not one");
        refused(
                TestJar.of("x", "1").header("Bundle-ManifestVersion", "1"),
                Cause.NO_BUNDLE,
                "Bundle-ManifestVersion is not 2");
        refused(
                TestJar.of("x", "1").without("Bundle-ManifestVersion"),
                Cause.NO_BUNDLE,
                "Bundle-ManifestVersion is not 2");
    }

    @Test
    void namesThatLeadOutAreRefused() throws IOException {
        for (String name : new String[] {"../../x", "/etc/x", "a/../../x", "a\\..\\x", "C:x", "a\u0001b"}) {
            refused(TestJar.of("x", "1").entry(name, (byte) 1), Cause.LIMIT, "leads out of the jar");
        }
    }

    @Test
    void bombsAreRefusedByWhatTheyUnpackTo() throws IOException {
        refused(TestJar.of("x", "1").entry("zeros", new byte[20 << 20]), Cause.LIMIT, "more than 100 times");
        TestJar many = TestJar.of("x", "1");
        for (int i = 0; i < JarCheck.MAX_ENTRIES; i++) {
            many.entry("e" + i);
        }
        refused(many, Cause.LIMIT, "more than 5000 entries");
    }

    @Test
    void aSizeThatTheDirectoryUnderstatesIsStillCounted() throws IOException {
        // Little enough by each entry's ratio: a pattern that packs 60 times, many times over.
        byte[] pattern = new byte[14 << 20];
        Random random = new Random(2);
        for (int i = 0; i < pattern.length; i += 60) {
            pattern[i] = (byte) random.nextInt();
        }
        TestJar large = TestJar.of("x", "1");
        for (int i = 0; i < 20; i++) {
            large.entry("e" + i, pattern);
        }
        refused(large, Cause.LIMIT, "unpacks to more than 250 MiB");
    }

    @Test
    void aFileBeyondTheLimitIsNotEvenOpened() throws IOException {
        Path file = temp.resolve("x.jar");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(JarCheck.MAX_JAR_BYTES + 1);
        }
        var refused = catchThrowableOfType(BundleRefusedException.class, () -> JarCheck.read(file));
        assertThat(refused).hasMessage("it is larger than 50 MiB");
    }

    @Test
    void aCopyOfTheApiIsNamedAlsoInsideAJarOfTheJar() throws IOException {
        refused(
                TestJar.of("x", "1").entry("io/sluice/api/driver/Driver.class", (byte) 1),
                Cause.FORBIDDEN,
                "it carries a copy of io.sluice.api.driver");
        byte[] inner = TestJar.empty()
                .entry("io/sluice/api/media/Codec.class", (byte) 1)
                .bytes();
        refused(
                TestJar.of("x", "1").entry("lib/inner.jar", inner),
                Cause.FORBIDDEN,
                "it carries a copy of io.sluice.api.media");
    }

    @Test
    void aFragmentOfTheFrameworkIsRefused() throws IOException {
        refused(
                TestJar.of("x", "1").header("Fragment-Host", "system.bundle; extension:=framework"),
                Cause.FORBIDDEN,
                "a fragment of the framework");
    }
}
