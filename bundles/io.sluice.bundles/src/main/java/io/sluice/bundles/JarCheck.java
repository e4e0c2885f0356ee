/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import io.sluice.api.bundle.BundleRefusedException;
import io.sluice.api.bundle.BundleRefusedException.Cause;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/** Looks into a jar without running anything of it, reading no more than the limits allow. One jar, one thread. */
final class JarCheck {
    static final long MAX_JAR_BYTES = 50L << 20;
    static final int MAX_ENTRIES = 5_000;
    static final long MAX_UNPACKED_BYTES = 250L << 20;
    static final int MAX_RATIO = 100;
    static final long RATIO_FROM_BYTES = 1L << 20;

    private static final int MAX_MANIFEST_BYTES = 1 << 20;
    private static final String API = "io.sluice.api";
    private static final String API_PATH = "io/sluice/api/";
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    /** Names become file names. */
    private static final Pattern SYMBOLIC_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}");

    private final Path file;
    private final byte[] buffer = new byte[64 << 10];
    private final Set<String> names = new HashSet<>();
    private long unpackedBytes;
    private boolean signed;
    private @Nullable String apiCopy;
    private @Nullable Manifest manifest;

    private JarCheck(Path file) {
        this.file = file;
    }

    /** Reads all of it: what the directory of a zip says of itself need not be true. */
    static Jar read(Path file) throws BundleRefusedException, IOException {
        if (Files.size(file) > MAX_JAR_BYTES) {
            throw tooLarge();
        }
        JarCheck check = new JarCheck(file);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            check.entries(zip);
        } catch (ZipException | IllegalArgumentException e) {
            throw new BundleRefusedException(Cause.NO_BUNDLE, "it is no jar or is damaged (" + e.getMessage() + ")");
        }
        return check.bundle();
    }

    static BundleRefusedException tooLarge() {
        return limit("it is larger than " + (MAX_JAR_BYTES >> 20) + " MiB");
    }

    private static BundleRefusedException limit(String text) {
        return new BundleRefusedException(Cause.LIMIT, text);
    }

    private static BundleRefusedException noBundle(String text) {
        return new BundleRefusedException(Cause.NO_BUNDLE, "it is no bundle, " + text);
    }

    private void entries(ZipFile zip) throws BundleRefusedException, IOException {
        if (zip.size() > MAX_ENTRIES) {
            throw limit("it has more than " + MAX_ENTRIES + " entries");
        }
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            ZipEntry entry = all.nextElement();
            String name = entry.getName();
            if (leadsOut(name)) {
                throw limit("the name of an entry leads out of the jar: " + printable(name));
            }
            if (!names.add(name)) {
                throw new BundleRefusedException(Cause.NO_BUNDLE, "it has the entry " + printable(name) + " twice");
            }
            signed |= name.startsWith("META-INF/") && name.endsWith(".SF");
            unpack(zip, entry);
        }
    }

    private static boolean leadsOut(String name) {
        return name.startsWith("/")
                || name.indexOf('\\') >= 0
                || name.indexOf(':') >= 0
                || name.chars().anyMatch(c -> c < ' ')
                || List.of(name.split("/")).contains("..");
    }

    private static String printable(String name) {
        String text = name.length() > 100 ? name.substring(0, 100) + "…" : name;
        return text.replaceAll("[\\x00-\\x1f]", "?");
    }

    private void unpack(ZipFile zip, ZipEntry entry) throws BundleRefusedException, IOException {
        String name = entry.getName();
        boolean nested = name.endsWith(".jar");
        var content = name.equals(MANIFEST) || nested ? new ByteArrayOutputStream() : null;
        CRC32 crc = new CRC32();
        long bytes = 0;
        try (InputStream in = zip.getInputStream(entry)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes += n;
                crc.update(buffer, 0, n);
                count(n);
                ratio(name, bytes, entry.getCompressedSize());
                if (content != null) {
                    content.write(buffer, 0, n);
                }
            }
        }
        if (entry.getCrc() >= 0 && entry.getCrc() != crc.getValue()) {
            throw new ZipException("checksum of " + printable(name));
        }
        findApi(name);
        if (name.equals(MANIFEST)) {
            manifest = manifest(content);
        } else if (nested && content != null) {
            nested(name, content.toByteArray());
        }
    }

    private void count(int bytes) throws BundleRefusedException {
        unpackedBytes += bytes;
        if (unpackedBytes > MAX_UNPACKED_BYTES) {
            throw limit("it unpacks to more than " + (MAX_UNPACKED_BYTES >> 20) + " MiB");
        }
    }

    private static void ratio(String name, long bytes, long packed) throws BundleRefusedException {
        if (bytes > RATIO_FROM_BYTES && bytes > MAX_RATIO * Math.max(packed, 1)) {
            throw limit("its entry " + printable(name) + " unpacks to more than " + MAX_RATIO + " times its size");
        }
    }

    private static Manifest manifest(@Nullable ByteArrayOutputStream content)
            throws BundleRefusedException, IOException {
        byte[] bytes = content == null ? new byte[0] : content.toByteArray();
        if (bytes.length > MAX_MANIFEST_BYTES) {
            throw limit("its manifest is larger than " + (MAX_MANIFEST_BYTES >> 20) + " MiB");
        }
        try {
            return new Manifest(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw noBundle("its manifest cannot be read (" + e.getMessage() + ")");
        }
    }

    /**
     * A jar inside the jar may be on the bundle's class path; names are enough, and no deeper level is a class path.
     */
    private void nested(String name, byte[] jar) throws BundleRefusedException, IOException {
        int entries = 0;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (++entries > MAX_ENTRIES) {
                    throw limit("its entry " + printable(name) + " has more than " + MAX_ENTRIES + " entries");
                }
                for (int n = zip.read(buffer); n >= 0; n = zip.read(buffer)) {
                    count(n);
                }
                findApi(entry.getName());
            }
        }
    }

    private void findApi(String name) {
        if (name.startsWith(API_PATH) && name.endsWith(".class")) {
            apiCopy = name.substring(0, name.lastIndexOf('/')).replace('/', '.');
        }
    }

    private Jar bundle() throws BundleRefusedException, IOException {
        Manifest found = manifest;
        if (found == null) {
            throw noBundle("it has no manifest");
        }
        Attributes headers = found.getMainAttributes();
        String name = symbolicName(headers);
        Version version = version(headers);
        if (!"2".equals(strip(headers.getValue(Constants.BUNDLE_MANIFESTVERSION)))) {
            throw noBundle("its Bundle-ManifestVersion is not 2");
        }
        String host = strip(headers.getValue(Constants.FRAGMENT_HOST));
        if (host != null && (host.equals("system.bundle") || host.equals("org.apache.felix.framework"))) {
            throw new BundleRefusedException(Cause.FORBIDDEN, "it is a fragment of the framework itself");
        }
        if (apiCopy != null && !name.equals(API)) {
            throw new BundleRefusedException(
                    Cause.FORBIDDEN, "it carries a copy of " + apiCopy + "; the API has to be imported");
        }
        return new Jar(file, name, version, host != null, signed, sha256(file));
    }

    private static String symbolicName(Attributes headers) throws BundleRefusedException {
        String name = strip(headers.getValue(Constants.BUNDLE_SYMBOLICNAME));
        if (name == null || name.isEmpty()) {
            throw noBundle("its manifest has no Bundle-SymbolicName");
        }
        if (!SYMBOLIC_NAME.matcher(name).matches()) {
            throw noBundle("its Bundle-SymbolicName is not one");
        }
        return name;
    }

    private static Version version(Attributes headers) throws BundleRefusedException {
        String version = headers.getValue(Constants.BUNDLE_VERSION);
        if (version == null) {
            throw noBundle("its manifest has no Bundle-Version");
        }
        try {
            return Version.parseVersion(version);
        } catch (IllegalArgumentException e) {
            throw noBundle("its Bundle-Version is not one (" + e.getMessage() + ")");
        }
    }

    private static @Nullable String strip(@Nullable String header) {
        if (header == null) {
            return null;
        }
        int parameters = header.indexOf(';');
        return (parameters < 0 ? header : header.substring(0, parameters)).strip();
    }

    static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[64 << 10];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
