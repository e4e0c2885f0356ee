/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes certificates and keys as text (RFC 7468). Messages name what is wrong and never hold a key. */
final class Pem {
    private static final int MAX_BYTES = 1024 * 1024;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----\\s([^-]*)-----END \\1-----");
    private static final String RSA_ENCRYPTION = "1.2.840.113549.1.1.1";
    private static final String EC_PUBLIC_KEY = "1.2.840.10045.2.1";
    private static final List<String> CURVES = List.of("1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35");

    private record Block(String label, byte[] content) {}

    private Pem() {}

    /** The text of a file, at most a mebibyte. */
    static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException(file + " is too large for a certificate or key");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        }
    }

    /** Tells one content from another, without keeping it. */
    static String fingerprint(String text) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.ISO_8859_1));
        return HexFormat.of().formatHex(digest);
    }

    static String text(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
                + "\n-----END " + label + "-----\n";
    }

    private static List<Block> blocks(String text) throws GeneralSecurityException {
        var blocks = new ArrayList<Block>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            try {
                blocks.add(new Block(block.group(1), Base64.getMimeDecoder().decode(block.group(2))));
            } catch (IllegalArgumentException e) {
                throw new GeneralSecurityException("a block " + block.group(1) + " is not Base64", e);
            }
        }
        return blocks;
    }

    /** The chain, the server's own certificate first; not empty. */
    static List<X509Certificate> certificates(String text) throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        var chain = new ArrayList<X509Certificate>();
        for (Block block : blocks(text)) {
            if (block.label().equals("CERTIFICATE")
                    && factory.generateCertificate(new ByteArrayInputStream(block.content()))
                            instanceof X509Certificate certificate) {
                chain.add(certificate);
            }
        }
        if (chain.isEmpty()) {
            throw new CertificateException("it has no block BEGIN CERTIFICATE");
        }
        return chain;
    }

    /** The key, which must be that of the certificate. */
    static PrivateKey key(String text, X509Certificate certificate) throws GeneralSecurityException {
        for (Block block : blocks(text)) {
            String algorithm = certificate.getPublicKey().getAlgorithm();
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return checked(algorithm, block.content(), certificate);
                }
                case "RSA PRIVATE KEY" -> {
                    return checked("RSA", wrapped(block.content(), RSA_ENCRYPTION, Der.nothing()), certificate);
                }
                case "EC PRIVATE KEY" -> {
                    return checked("EC", wrapped(block.content(), EC_PUBLIC_KEY, curve(block.content())), certificate);
                }
                case "ENCRYPTED PRIVATE KEY" -> throw new KeyException("the key is encrypted; decrypt it first");
                default -> {
                    // Parameters, certificates: the key may come after them.
                }
            }
        }
        throw new KeyException("it has no block BEGIN PRIVATE KEY");
    }

    /** PKCS #8 (RFC 5208, 5) around the older forms (RFC 8017, A.1.2; RFC 5915, 3), which the JDK does not read. */
    private static byte[] wrapped(byte[] key, String algorithm, byte[] parameters) {
        return Der.sequence(
                Der.integer(BigInteger.ZERO), Der.sequence(Der.oid(algorithm), parameters), Der.octets(key));
    }

    private static byte[] curve(byte[] key) throws KeyException {
        String content = new String(key, StandardCharsets.ISO_8859_1);
        for (String curve : CURVES) {
            byte[] oid = Der.oid(curve);
            if (content.contains(new String(oid, StandardCharsets.ISO_8859_1))) {
                return oid;
            }
        }
        throw new KeyException("the curve of the key is not one of P-256, P-384 and P-521");
    }

    private static PrivateKey checked(String algorithm, byte[] pkcs8, X509Certificate certificate)
            throws GeneralSecurityException {
        String stranger = "the key is not that of the certificate";
        if (!algorithm.equals(certificate.getPublicKey().getAlgorithm())) {
            throw new KeyException(stranger);
        }
        PrivateKey key;
        boolean same;
        try {
            key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            Signature signature = Signature.getInstance(
                    switch (algorithm) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> algorithm;
                    });
            signature.initSign(key);
            signature.update(pkcs8);
            byte[] proof = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(pkcs8);
            same = signature.verify(proof);
        } catch (GeneralSecurityException e) {
            throw new KeyException(stranger + ", or cannot be used", e);
        }
        if (!same) {
            throw new KeyException(stranger);
        }
        return key;
    }
}
