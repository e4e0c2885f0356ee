/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.sdp;

/**
 * One {@code a=} line (RFC 8866, 5.13).
 *
 * @param name as written
 * @param value empty for a property without value
 */
public record Attribute(String name, String value) {}
