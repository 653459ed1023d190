/** The constants of the finite-field groups (§1.1). */

/**
 * BELENIOS-2048: the prime modulus p, the prime order q of the subgroup and its generator g.
 * @type {{ p: bigint, q: bigint, g: bigint }}
 */
export const belenios2048 = Object.freeze({
  p: BigInt(
    "0x" +
      "a3ef2d011fefb1b6e39e568fccdffb0fb7dc7ef3a791b6862791811d21fc35f21e6d36856b428030421f514e" +
      "d40bfd4c06e092a495af8d79a2f85e0fb11c0ede07dd973f9c53e50930c6e82ac36de1ae3fb8c3aabfff12ce" +
      "27a5022ddd8912d107435012768a2cdd0a4091d8fa447f6c7ebc15a349fa318a6b4fe17d8d47e843a3e14dfa" +
      "9b2162f4d7229abe93a188b46b006517d6f6747ebbb29c9ec3099b607f18fb1a8bc858279aa8599411d998d3" +
      "e3fada9e010840d082d8c31911acdd4a0e7992d0f18cc759cb5de0acf66a3882555bc810941e021b6a4ccfa0" +
      "4ee4008f878affa2375e2999b44f6cef17d707301e59e0e6351e051ed9cec4157646e64f",
  ),
  q: BigInt("0xadb6066a73522565f4daa0f2579db7f2f0fa90c2168bc709e20263387d55c491"),
  g: BigInt(
    "0x" +
      "1307c1ab5f295885d7caa3a78a42415e31fd1c5807b61fb1e781878a52230a51988b98c259597f9c5a9dfd00" +
      "1d26ba31d9d8976f01d95a1c8262ee68a0e92cea541e5219e0d0d094301b894236823fe1d4bc04e29f3748ae" +
      "fd4f10d5b1a356a8643e673fd9d215fc8fe5fb9cf9fdb8ea88fdb1a3381a697fdf9c2458570b06d26aef1be3" +
      "65fdd90165f397c6b870df8c1b9e519edcee8bb0f74b7a1615a274ba60a7ea574a61f552d2dde0ce514e0927" +
      "c4ff49b1964c4a913731ae4268d60d7f22127b6cbba44d453ac8b72fd04e0991b7aeff04867d8724ac638f5f" +
      "34100d2d47aa680d43771902743d663f42d853c041e1c91fe3823f4bcf284308f1d7e653",
  ),
});
