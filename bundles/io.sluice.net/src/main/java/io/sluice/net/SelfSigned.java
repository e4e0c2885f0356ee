/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The certificate that an installation makes for itself: X.509 version 3 (RFC 5280) with a P-256 key, in two files that
 * only their owner can read. It is made anew a month before it ends.
 */
final class SelfSigned {
    private static final Duration LIFE = Duration.ofDays(397);
    private static final Duration RENEW = Duration.ofDays(30);
    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String KEY_IDENTIFIER = "2.5.29.14";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String ALTERNATIVE_NAME = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
    private static final int TAG_DNS_NAME = 0x82;
    private static final int TAG_IP_ADDRESS = 0x87;

    private final Path certificate;
    private final Path key;

    /** @param directory made when it is not there */
    SelfSigned(Path directory) {
        certificate = directory.resolve("self-signed.pem");
        key = directory.resolve("self-signed.key");
    }

    Path certificate() {
        return certificate;
    }

    Path key() {
        return key;
    }

    /** Makes both files when one is missing or the certificate ends soon. */
    void ensure(Instant now) throws IOException, GeneralSecurityException {
        if (Files.exists(certificate) && Files.exists(key)) {
            Instant end =
                    Pem.certificates(Pem.read(certificate)).get(0).getNotAfter().toInstant();
            if (now.plus(RENEW).isBefore(end)) {
                return;
            }
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        byte[] made = make(pair, now.truncatedTo(ChronoUnit.SECONDS), names(), addresses());
        Path directory = certificate.getParent();
        if (directory == null) {
            throw new IOException(certificate + " has no directory");
        }
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        write(key, Pem.text("PRIVATE KEY", pair.getPrivate().getEncoded()));
        write(certificate, Pem.text("CERTIFICATE", made));
    }

    private static void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A certificate in DER, signed with its own key. */
    static byte[] make(KeyPair pair, Instant from, Set<String> names, List<InetAddress> addresses)
            throws GeneralSecurityException {
        byte[] algorithm = Der.sequence(Der.oid(ECDSA_WITH_SHA256));
        byte[] name =
                Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.text("Sluice at " + firstOf(names)))));
        byte[] body = Der.sequence(
                Der.value(0xA0, Der.integer(BigInteger.TWO)), // RFC 5280, 4.1.2.1: version 3
                Der.integer(new BigInteger(127, new SecureRandom()).setBit(126)),
                algorithm,
                name,
                Der.sequence(Der.time(from.minus(Duration.ofDays(1))), Der.time(from.plus(LIFE))),
                name,
                pair.getPublic().getEncoded(),
                Der.value(0xA3, extensions(pair, names, addresses)));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(body);
        return Der.sequence(body, algorithm, Der.bits(0, signature.sign()));
    }

    /** RFC 5280, 4.2.1. */
    private static byte[] extensions(KeyPair pair, Set<String> names, List<InetAddress> addresses)
            throws GeneralSecurityException {
        var alternatives = new ArrayList<byte[]>();
        for (String each : names) {
            alternatives.add(Der.value(TAG_DNS_NAME, each.getBytes(StandardCharsets.US_ASCII)));
        }
        for (InetAddress each : addresses) {
            alternatives.add(Der.value(TAG_IP_ADDRESS, each.getAddress()));
        }
        byte[] identifier =
                MessageDigest.getInstance("SHA-1").digest(pair.getPublic().getEncoded());
        return Der.sequence(
                extension(BASIC_CONSTRAINTS, true, Der.sequence()),
                extension(KEY_USAGE, true, Der.bits(7, new byte[] {(byte) 0x80})), // digitalSignature
                extension(EXTENDED_KEY_USAGE, false, Der.sequence(Der.oid(SERVER_AUTHENTICATION))),
                extension(ALTERNATIVE_NAME, false, Der.sequence(alternatives.toArray(byte[][]::new))),
                extension(KEY_IDENTIFIER, false, Der.octets(identifier)));
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        return critical
                ? Der.sequence(Der.oid(oid), Der.yes(), Der.octets(value))
                : Der.sequence(Der.oid(oid), Der.octets(value));
    }

    private static String firstOf(Set<String> names) {
        return names.stream()
                .filter(name -> !name.equals("localhost"))
                .findFirst()
                .orElse("localhost");
    }

    /** What this machine calls itself; the system's resolver is not asked, it may take long. */
    private static Set<String> names() {
        Set<String> names = new LinkedHashSet<>(Set.of("localhost"));
        try {
            String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            if (name.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,252}")) {
                names.add(name);
            }
        } catch (IOException e) {
            // Then it is known as localhost only.
        }
        return names;
    }

    private static List<InetAddress> addresses() throws IOException {
        List<InetAddress> addresses = new ArrayList<>();
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress address : Collections.list(each.getInetAddresses())) {
                if (!address.isLinkLocalAddress()) {
                    addresses.add(address);
                }
            }
        }
        return addresses;
    }
}
