/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.bundle;

/** What the bundle store posts through Event Admin. */
public final class BundleEvents {
    /** The topic of all of them. */
    public static final String TOPIC = "io/sluice/BUNDLE";
    /** String: {@code bundle.installed}, {@code bundle.updated} …, the code of the log line. */
    public static final String CODE = "code";
    /** String: the bundle's, empty when a file is no bundle. */
    public static final String SYMBOLIC_NAME = "bundle";
    /** String: a sentence for people. */
    public static final String TEXT = "text";
    /** String: who asked for it, empty when nobody did. */
    public static final String USER = "user";

    private BundleEvents() {}
}
