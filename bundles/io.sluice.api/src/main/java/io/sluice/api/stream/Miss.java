/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

/**
 * A want for which there is no track (yet).
 *
 * @param want index into the wants of the join
 * @param reason for programs
 * @param text for people: what was wanted, what there is, which source failed and why
 */
public record Miss(int want, Reason reason, String text) {}
