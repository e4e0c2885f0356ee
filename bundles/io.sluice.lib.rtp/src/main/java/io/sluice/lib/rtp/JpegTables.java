/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import java.util.HexFormat;

/**
 * The tables that RFC 2435 does not send: quantization for Q 1 to 99 (appendix A) and Huffman codes (ITU-T T.81, K.3).
 */
final class JpegTables {
    /** Zigzag order, luma then chroma, as in appendix A. */
    private static final byte[] QUANTIZERS = HexFormat.of()
            .parseHex("100b0c0e0c0a100e0d0e1211101318281a181616183123251d283a333d3c3933"
                    + "383740485c4e404457453738506d51575f626768673e4d71797064785c656763"
                    + "1112121815182f1a1a2f63423842636363636363636363636363636363636363"
                    + "6363636363636363636363636363636363636363636363636363636363636363");

    /** Huffman tables as DHT segments have them: class and id, 16 counts, values. */
    static final byte[][] HUFFMAN = {
        table("00", "00010501010101010100000000000000", "000102030405060708090a0b"),
        table(
                "10",
                "0002010303020403050504040000017d",
                "01020300041105122131410613516107227114328191a1082342b1c11552d1f024336272"
                        + "82090a161718191a25262728292a3435363738393a434445464748494a535455565758595a"
                        + "636465666768696a737475767778797a838485868788898a92939495969798999a"
                        + "a2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9da"
                        + "e1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa"),
        table("01", "00030101010101010101010000000000", "000102030405060708090a0b"),
        table(
                "11",
                "00020102040403040705040400010277",
                "0001020311040521310612415107617113223281081442 91a1b1c109233352f0156272d1"
                        + "0a162434e125f11718191a262728292a35363738393a434445464748494a535455565758595a"
                        + "636465666768696a737475767778797a82838485868788898a92939495969798999a"
                        + "a2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9da"
                        + "e2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa"),
    };

    private JpegTables() {}

    private static byte[] table(String classAndId, String counts, String values) {
        return HexFormat.of().parseHex(classAndId + counts + values.replace(" ", ""));
    }

    /** Both tables for a Q of 1 to 99, 64 bytes each. */
    static byte[] quantizers(int q) {
        int factor = q < 50 ? 5000 / q : 200 - q * 2;
        byte[] tables = new byte[128];
        for (int i = 0; i < tables.length; i++) {
            int value = (QUANTIZERS[i] * factor + 50) / 100;
            tables[i] = (byte) Math.max(1, Math.min(255, value));
        }
        return tables;
    }
}
