"use strict";(()=>{var se=globalThis,ne=se.ShadowRoot&&(se.ShadyCSS===void 0||se.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,xe=Symbol(),Ze=new WeakMap,F=class{constructor(i,e,t){if(this._$cssResult$=!0,t!==xe)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=i,this.t=e}get styleSheet(){let i=this.o,e=this.t;if(ne&&i===void 0){let t=e!==void 0&&e.length===1;t&&(i=Ze.get(e)),i===void 0&&((this.o=i=new CSSStyleSheet).replaceSync(this.cssText),t&&Ze.set(e,i))}return i}toString(){return this.cssText}},V=n=>new F(typeof n=="string"?n:n+"",void 0,xe),$=(n,...i)=>{let e=n.length===1?n[0]:i.reduce((t,r,s)=>t+(o=>{if(o._$cssResult$===!0)return o.cssText;if(typeof o=="number")return o;throw Error("Value passed to 'css' function must be a 'css' function result: "+o+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(r)+n[s+1],n[0]);return new F(e,n,xe)},Ye=(n,i)=>{if(ne)n.adoptedStyleSheets=i.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let e of i){let t=document.createElement("style"),r=se.litNonce;r!==void 0&&t.setAttribute("nonce",r),t.textContent=e.cssText,n.appendChild(t)}},$e=ne?n=>n:n=>n instanceof CSSStyleSheet?(i=>{let e="";for(let t of i.cssRules)e+=t.cssText;return V(e)})(n):n;var{is:Ot,defineProperty:Ut,getOwnPropertyDescriptor:It,getOwnPropertyNames:Ht,getOwnPropertySymbols:Dt,getPrototypeOf:jt}=Object,oe=globalThis,Je=oe.trustedTypes,Bt=Je?Je.emptyScript:"",Ft=oe.reactiveElementPolyfillSupport,q=(n,i)=>n,we={toAttribute(n,i){switch(i){case Boolean:n=n?Bt:null;break;case Object:case Array:n=n==null?n:JSON.stringify(n)}return n},fromAttribute(n,i){let e=n;switch(i){case Boolean:e=n!==null;break;case Number:e=n===null?null:Number(n);break;case Object:case Array:try{e=JSON.parse(n)}catch{e=null}}return e}},Xe=(n,i)=>!Ot(n,i),Ge={attribute:!0,type:String,converter:we,reflect:!1,useDefault:!1,hasChanged:Xe};Symbol.metadata??=Symbol("metadata"),oe.litPropertyMetadata??=new WeakMap;var A=class extends HTMLElement{static addInitializer(i){this._$Ei(),(this.l??=[]).push(i)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(i,e=Ge){if(e.state&&(e.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(i)&&((e=Object.create(e)).wrapped=!0),this.elementProperties.set(i,e),!e.noAccessor){let t=Symbol(),r=this.getPropertyDescriptor(i,t,e);r!==void 0&&Ut(this.prototype,i,r)}}static getPropertyDescriptor(i,e,t){let{get:r,set:s}=It(this.prototype,i)??{get(){return this[e]},set(o){this[e]=o}};return{get:r,set(o){let a=r?.call(this);s?.call(this,o),this.requestUpdate(i,a,t)},configurable:!0,enumerable:!0}}static getPropertyOptions(i){return this.elementProperties.get(i)??Ge}static _$Ei(){if(this.hasOwnProperty(q("elementProperties")))return;let i=jt(this);i.finalize(),i.l!==void 0&&(this.l=[...i.l]),this.elementProperties=new Map(i.elementProperties)}static finalize(){if(this.hasOwnProperty(q("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(q("properties"))){let e=this.properties,t=[...Ht(e),...Dt(e)];for(let r of t)this.createProperty(r,e[r])}let i=this[Symbol.metadata];if(i!==null){let e=litPropertyMetadata.get(i);if(e!==void 0)for(let[t,r]of e)this.elementProperties.set(t,r)}this._$Eh=new Map;for(let[e,t]of this.elementProperties){let r=this._$Eu(e,t);r!==void 0&&this._$Eh.set(r,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(i){let e=[];if(Array.isArray(i)){let t=new Set(i.flat(1/0).reverse());for(let r of t)e.unshift($e(r))}else i!==void 0&&e.push($e(i));return e}static _$Eu(i,e){let t=e.attribute;return t===!1?void 0:typeof t=="string"?t:typeof i=="string"?i.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(i=>this.enableUpdating=i),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(i=>i(this))}addController(i){(this._$EO??=new Set).add(i),this.renderRoot!==void 0&&this.isConnected&&i.hostConnected?.()}removeController(i){this._$EO?.delete(i)}_$E_(){let i=new Map,e=this.constructor.elementProperties;for(let t of e.keys())this.hasOwnProperty(t)&&(i.set(t,this[t]),delete this[t]);i.size>0&&(this._$Ep=i)}createRenderRoot(){let i=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return Ye(i,this.constructor.elementStyles),i}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(i=>i.hostConnected?.())}enableUpdating(i){}disconnectedCallback(){this._$EO?.forEach(i=>i.hostDisconnected?.())}attributeChangedCallback(i,e,t){this._$AK(i,t)}_$ET(i,e){let t=this.constructor.elementProperties.get(i),r=this.constructor._$Eu(i,t);if(r!==void 0&&t.reflect===!0){let s=(t.converter?.toAttribute!==void 0?t.converter:we).toAttribute(e,t.type);this._$Em=i,s==null?this.removeAttribute(r):this.setAttribute(r,s),this._$Em=null}}_$AK(i,e){let t=this.constructor,r=t._$Eh.get(i);if(r!==void 0&&this._$Em!==r){let s=t.getPropertyOptions(r),o=typeof s.converter=="function"?{fromAttribute:s.converter}:s.converter?.fromAttribute!==void 0?s.converter:we;this._$Em=r;let a=o.fromAttribute(e,s.type);this[r]=a??this._$Ej?.get(r)??a,this._$Em=null}}requestUpdate(i,e,t,r=!1,s){if(i!==void 0){let o=this.constructor;if(r===!1&&(s=this[i]),t??=o.getPropertyOptions(i),!((t.hasChanged??Xe)(s,e)||t.useDefault&&t.reflect&&s===this._$Ej?.get(i)&&!this.hasAttribute(o._$Eu(i,t))))return;this.C(i,e,t)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(i,e,{useDefault:t,reflect:r,wrapped:s},o){t&&!(this._$Ej??=new Map).has(i)&&(this._$Ej.set(i,o??e??this[i]),s!==!0||o!==void 0)||(this._$AL.has(i)||(this.hasUpdated||t||(e=void 0),this._$AL.set(i,e)),r===!0&&this._$Em!==i&&(this._$Eq??=new Set).add(i))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let i=this.scheduleUpdate();return i!=null&&await i,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[r,s]of this._$Ep)this[r]=s;this._$Ep=void 0}let t=this.constructor.elementProperties;if(t.size>0)for(let[r,s]of t){let{wrapped:o}=s,a=this[r];o!==!0||this._$AL.has(r)||a===void 0||this.C(r,void 0,s,a)}}let i=!1,e=this._$AL;try{i=this.shouldUpdate(e),i?(this.willUpdate(e),this._$EO?.forEach(t=>t.hostUpdate?.()),this.update(e)):this._$EM()}catch(t){throw i=!1,this._$EM(),t}i&&this._$AE(e)}willUpdate(i){}_$AE(i){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(i)),this.updated(i)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(i){return!0}update(i){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(i){}firstUpdated(i){}};A.elementStyles=[],A.shadowRootOptions={mode:"open"},A[q("elementProperties")]=new Map,A[q("finalized")]=new Map,Ft?.({ReactiveElement:A}),(oe.reactiveElementVersions??=[]).push("2.1.2");var Te=globalThis,Qe=n=>n,ae=Te.trustedTypes,et=ae?ae.createPolicy("lit-html",{createHTML:n=>n}):void 0,ot="$lit$",C=`lit$${Math.random().toFixed(9).slice(2)}$`,at="?"+C,Vt=`<${at}>`,N=document,K=()=>N.createComment(""),Z=n=>n===null||typeof n!="object"&&typeof n!="function",Ce=Array.isArray,qt=n=>Ce(n)||typeof n?.[Symbol.iterator]=="function",Se=`[ 	
\f\r]`,W=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,tt=/-->/g,it=/>/g,L=RegExp(`>|${Se}(?:([^\\s"'>=/]+)(${Se}*=${Se}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),rt=/'/g,st=/"/g,lt=/^(?:script|style|textarea|title)$/i,Re=n=>(i,...e)=>({_$litType$:n,strings:i,values:e}),p=Re(1),G=Re(2),ki=Re(3),O=Symbol.for("lit-noChange"),m=Symbol.for("lit-nothing"),nt=new WeakMap,z=N.createTreeWalker(N,129);function ct(n,i){if(!Ce(n)||!n.hasOwnProperty("raw"))throw Error("invalid template strings array");return et!==void 0?et.createHTML(i):i}var Wt=(n,i)=>{let e=n.length-1,t=[],r,s=i===2?"<svg>":i===3?"<math>":"",o=W;for(let a=0;a<e;a++){let c=n[a],l,h,d=-1,u=0;for(;u<c.length&&(o.lastIndex=u,h=o.exec(c),h!==null);)u=o.lastIndex,o===W?h[1]==="!--"?o=tt:h[1]!==void 0?o=it:h[2]!==void 0?(lt.test(h[2])&&(r=RegExp("</"+h[2],"g")),o=L):h[3]!==void 0&&(o=L):o===L?h[0]===">"?(o=r??W,d=-1):h[1]===void 0?d=-2:(d=o.lastIndex-h[2].length,l=h[1],o=h[3]===void 0?L:h[3]==='"'?st:rt):o===st||o===rt?o=L:o===tt||o===it?o=W:(o=L,r=void 0);let f=o===L&&n[a+1].startsWith("/>")?" ":"";s+=o===W?c+Vt:d>=0?(t.push(l),c.slice(0,d)+ot+c.slice(d)+C+f):c+C+(d===-2?a:f)}return[ct(n,s+(n[e]||"<?>")+(i===2?"</svg>":i===3?"</math>":"")),t]},Y=class n{constructor({strings:i,_$litType$:e},t){let r;this.parts=[];let s=0,o=0,a=i.length-1,c=this.parts,[l,h]=Wt(i,e);if(this.el=n.createElement(l,t),z.currentNode=this.el.content,e===2||e===3){let d=this.el.content.firstChild;d.replaceWith(...d.childNodes)}for(;(r=z.nextNode())!==null&&c.length<a;){if(r.nodeType===1){if(r.hasAttributes())for(let d of r.getAttributeNames())if(d.endsWith(ot)){let u=h[o++],f=r.getAttribute(d).split(C),g=/([.?@])?(.*)/.exec(u);c.push({type:1,index:s,name:g[2],strings:f,ctor:g[1]==="."?ke:g[1]==="?"?Ee:g[1]==="@"?Ae:H}),r.removeAttribute(d)}else d.startsWith(C)&&(c.push({type:6,index:s}),r.removeAttribute(d));if(lt.test(r.tagName)){let d=r.textContent.split(C),u=d.length-1;if(u>0){r.textContent=ae?ae.emptyScript:"";for(let f=0;f<u;f++)r.append(d[f],K()),z.nextNode(),c.push({type:2,index:++s});r.append(d[u],K())}}}else if(r.nodeType===8)if(r.data===at)c.push({type:2,index:s});else{let d=-1;for(;(d=r.data.indexOf(C,d+1))!==-1;)c.push({type:7,index:s}),d+=C.length-1}s++}}static createElement(i,e){let t=N.createElement("template");return t.innerHTML=i,t}};function I(n,i,e=n,t){if(i===O)return i;let r=t!==void 0?e._$Co?.[t]:e._$Cl,s=Z(i)?void 0:i._$litDirective$;return r?.constructor!==s&&(r?._$AO?.(!1),s===void 0?r=void 0:(r=new s(n),r._$AT(n,e,t)),t!==void 0?(e._$Co??=[])[t]=r:e._$Cl=r),r!==void 0&&(i=I(n,r._$AS(n,i.values),r,t)),i}var Me=class{constructor(i,e){this._$AV=[],this._$AN=void 0,this._$AD=i,this._$AM=e}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(i){let{el:{content:e},parts:t}=this._$AD,r=(i?.creationScope??N).importNode(e,!0);z.currentNode=r;let s=z.nextNode(),o=0,a=0,c=t[0];for(;c!==void 0;){if(o===c.index){let l;c.type===2?l=new J(s,s.nextSibling,this,i):c.type===1?l=new c.ctor(s,c.name,c.strings,this,i):c.type===6&&(l=new _e(s,this,i)),this._$AV.push(l),c=t[++a]}o!==c?.index&&(s=z.nextNode(),o++)}return z.currentNode=N,r}p(i){let e=0;for(let t of this._$AV)t!==void 0&&(t.strings!==void 0?(t._$AI(i,t,e),e+=t.strings.length-2):t._$AI(i[e])),e++}},J=class n{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(i,e,t,r){this.type=2,this._$AH=m,this._$AN=void 0,this._$AA=i,this._$AB=e,this._$AM=t,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let i=this._$AA.parentNode,e=this._$AM;return e!==void 0&&i?.nodeType===11&&(i=e.parentNode),i}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(i,e=this){i=I(this,i,e),Z(i)?i===m||i==null||i===""?(this._$AH!==m&&this._$AR(),this._$AH=m):i!==this._$AH&&i!==O&&this._(i):i._$litType$!==void 0?this.$(i):i.nodeType!==void 0?this.T(i):qt(i)?this.k(i):this._(i)}O(i){return this._$AA.parentNode.insertBefore(i,this._$AB)}T(i){this._$AH!==i&&(this._$AR(),this._$AH=this.O(i))}_(i){this._$AH!==m&&Z(this._$AH)?this._$AA.nextSibling.data=i:this.T(N.createTextNode(i)),this._$AH=i}$(i){let{values:e,_$litType$:t}=i,r=typeof t=="number"?this._$AC(i):(t.el===void 0&&(t.el=Y.createElement(ct(t.h,t.h[0]),this.options)),t);if(this._$AH?._$AD===r)this._$AH.p(e);else{let s=new Me(r,this),o=s.u(this.options);s.p(e),this.T(o),this._$AH=s}}_$AC(i){let e=nt.get(i.strings);return e===void 0&&nt.set(i.strings,e=new Y(i)),e}k(i){Ce(this._$AH)||(this._$AH=[],this._$AR());let e=this._$AH,t,r=0;for(let s of i)r===e.length?e.push(t=new n(this.O(K()),this.O(K()),this,this.options)):t=e[r],t._$AI(s),r++;r<e.length&&(this._$AR(t&&t._$AB.nextSibling,r),e.length=r)}_$AR(i=this._$AA.nextSibling,e){for(this._$AP?.(!1,!0,e);i!==this._$AB;){let t=Qe(i).nextSibling;Qe(i).remove(),i=t}}setConnected(i){this._$AM===void 0&&(this._$Cv=i,this._$AP?.(i))}},H=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(i,e,t,r,s){this.type=1,this._$AH=m,this._$AN=void 0,this.element=i,this.name=e,this._$AM=r,this.options=s,t.length>2||t[0]!==""||t[1]!==""?(this._$AH=Array(t.length-1).fill(new String),this.strings=t):this._$AH=m}_$AI(i,e=this,t,r){let s=this.strings,o=!1;if(s===void 0)i=I(this,i,e,0),o=!Z(i)||i!==this._$AH&&i!==O,o&&(this._$AH=i);else{let a=i,c,l;for(i=s[0],c=0;c<s.length-1;c++)l=I(this,a[t+c],e,c),l===O&&(l=this._$AH[c]),o||=!Z(l)||l!==this._$AH[c],l===m?i=m:i!==m&&(i+=(l??"")+s[c+1]),this._$AH[c]=l}o&&!r&&this.j(i)}j(i){i===m?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,i??"")}},ke=class extends H{constructor(){super(...arguments),this.type=3}j(i){this.element[this.name]=i===m?void 0:i}},Ee=class extends H{constructor(){super(...arguments),this.type=4}j(i){this.element.toggleAttribute(this.name,!!i&&i!==m)}},Ae=class extends H{constructor(i,e,t,r,s){super(i,e,t,r,s),this.type=5}_$AI(i,e=this){if((i=I(this,i,e,0)??m)===O)return;let t=this._$AH,r=i===m&&t!==m||i.capture!==t.capture||i.once!==t.once||i.passive!==t.passive,s=i!==m&&(t===m||r);r&&this.element.removeEventListener(this.name,this,t),s&&this.element.addEventListener(this.name,this,i),this._$AH=i}handleEvent(i){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,i):this._$AH.handleEvent(i)}},_e=class{constructor(i,e,t){this.element=i,this.type=6,this._$AN=void 0,this._$AM=e,this.options=t}get _$AU(){return this._$AM._$AU}_$AI(i){I(this,i)}};var Kt=Te.litHtmlPolyfillSupport;Kt?.(Y,J),(Te.litHtmlVersions??=[]).push("3.3.3");var ht=(n,i,e)=>{let t=e?.renderBefore??i,r=t._$litPart$;if(r===void 0){let s=e?.renderBefore??null;t._$litPart$=r=new J(i.insertBefore(K(),s),s,void 0,e??{})}return r._$AI(n),r};var Pe=globalThis,x=class extends A{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let i=super.createRenderRoot();return this.renderOptions.renderBefore??=i.firstChild,i}update(i){let e=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(i),this._$Do=ht(e,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return O}};x._$litElement$=!0,x.finalized=!0,Pe.litElementHydrateSupport?.({LitElement:x});var Zt=Pe.litElementPolyfillSupport;Zt?.({LitElement:x});(Pe.litElementVersions??=[]).push("4.2.2");var dt={magma:"00000401000501010601010802010902020b02020d03030f03031204041405041606051806051a07061c08071e0907200a08220b09240c09260d0a290e0b2b100b2d110c2f120d31130d34140e36150e38160f3b180f3d19103f1a10421c10441d11471e114920114b21114e22115024125325125527125829115a2a115c2c115f2d11612f116331116533106734106936106b38106c390f6e3b0f703d0f713f0f72400f74420f75440f764510774710784910784a10794c117a4e117b4f127b51127c52137c54137d56147d57157e59157e5a167e5c167f5d177f5f187f601880621980641a80651a80671b80681c816a1c816b1d816d1d816e1e81701f81721f817320817521817621817822817922827b23827c23827e24828025828125818326818426818627818827818928818b29818c29818e2a81902a81912b81932b80942c80962c80982d80992d809b2e7f9c2e7f9e2f7fa02f7fa1307ea3307ea5317ea6317da8327daa337dab337cad347cae347bb0357bb2357bb3367ab5367ab73779b83779ba3878bc3978bd3977bf3a77c03a76c23b75c43c75c53c74c73d73c83e73ca3e72cc3f71cd4071cf4070d0416fd2426fd3436ed5446dd6456cd8456cd9466bdb476adc4869de4968df4a68e04c67e24d66e34e65e44f64e55064e75263e85362e95462ea5661eb5760ec5860ed5a5fee5b5eef5d5ef05f5ef1605df2625df2645cf3655cf4675cf4695cf56b5cf66c5cf66e5cf7705cf7725cf8745cf8765cf9785df9795df97b5dfa7d5efa7f5efa815ffb835ffb8560fb8761fc8961fc8a62fc8c63fc8e64fc9065fd9266fd9467fd9668fd9869fd9a6afd9b6bfe9d6cfe9f6dfea16efea36ffea571fea772fea973feaa74feac76feae77feb078feb27afeb47bfeb67cfeb77efeb97ffebb81febd82febf84fec185fec287fec488fec68afec88cfeca8dfecc8ffecd90fecf92fed194fed395fed597fed799fed89afdda9cfddc9efddea0fde0a1fde2a3fde3a5fde5a7fde7a9fde9aafdebacfcecaefceeb0fcf0b2fcf2b4fcf4b6fcf6b8fcf7b9fcf9bbfcfbbdfcfdbf",viridis:"44015444025645045745055946075a46085c460a5d460b5e470d60470e6147106347116447136548146748166848176948186a481a6c481b6d481c6e481d6f481f70482071482173482374482475482576482677482878482979472a7a472c7a472d7b472e7c472f7d46307e46327e46337f463480453581453781453882443983443a83443b84433d84433e85423f854240864241864142874144874045884046883f47883f48893e49893e4a893e4c8a3d4d8a3d4e8a3c4f8a3c508b3b518b3b528b3a538b3a548c39558c39568c38588c38598c375a8c375b8d365c8d365d8d355e8d355f8d34608d34618d33628d33638d32648e32658e31668e31678e31688e30698e306a8e2f6b8e2f6c8e2e6d8e2e6e8e2e6f8e2d708e2d718e2c718e2c728e2c738e2b748e2b758e2a768e2a778e2a788e29798e297a8e297b8e287c8e287d8e277e8e277f8e27808e26818e26828e26828e25838e25848e25858e24868e24878e23888e23898e238a8d228b8d228c8d228d8d218e8d218f8d21908d21918c20928c20928c20938c1f948c1f958b1f968b1f978b1f988b1f998a1f9a8a1e9b8a1e9c891e9d891f9e891f9f881fa0881fa1881fa1871fa28720a38620a48621a58521a68522a78522a88423a98324aa8325ab8225ac8226ad8127ad8128ae8029af7f2ab07f2cb17e2db27d2eb37c2fb47c31b57b32b67a34b67935b77937b87838b9773aba763bbb753dbc743fbc7340bd7242be7144bf7046c06f48c16e4ac16d4cc26c4ec36b50c46a52c56954c56856c66758c7655ac8645cc8635ec96260ca6063cb5f65cb5e67cc5c69cd5b6ccd5a6ece5870cf5773d05675d05477d1537ad1517cd2507fd34e81d34d84d44b86d54989d5488bd6468ed64590d74393d74195d84098d83e9bd93c9dd93ba0da39a2da37a5db36a8db34aadc32addc30b0dd2fb2dd2db5de2bb8de29bade28bddf26c0df25c2df23c5e021c8e020cae11fcde11dd0e11cd2e21bd5e21ad8e219dae319dde318dfe318e2e418e5e419e7e419eae51aece51befe51cf1e51df4e61ef6e620f8e621fbe723fde725",diverging:"154fac1750ad1852af1953b01b54b11c55b31d57b41f58b52059b7215ab8225cb9245dbb255ebc265fbe2761bf2962c02a63c22b64c32c66c42e67c62f68c73069c8316bca326ccb346dcd356ece3670cf3871d03972d23a74d33c75d43d76d53e77d74079d8417ad9427bda447ddb457edc477fdd4881de4a82df4b83e04d85e14e86e25087e35189e4538ae5558be6568de7588ee8598fe85b91e95d92ea5e93eb6095ec6296ec6497ed6599ee679aee699bef6a9df06c9ef06e9ff170a1f172a2f273a3f375a5f377a6f479a8f47ba9f57daaf57facf580adf682aef684b0f786b1f788b2f78ab4f88cb5f88eb6f890b8f992b9f994baf996bcf998bdf99abefa9cc0fa9ec1faa0c2faa2c4faa4c5faa6c6faa8c8faabc9fbadcafbafccfbb1cdfbb3cefbb5d0fbb7d1fbb9d2fbbbd4fabed5fac0d6fac2d7fac4d9fac6dafac8dbfacbddfacddefacfdff9d1e1f9d3e2f9d6e3f9d8e4f9dae6f8dce7f8dfe8f8e1eaf8e3ebf7e5ecf7e7edf7eaeff7ecf0f6eef1f6f0f2f6f3f4f5f5f5f5f5f3f3f5f1f0f6efeef6edecf6eceaf6eae7f7e8e5f7e6e3f7e4e1f7e2dff7e0dcf7dedaf7dcd8f8dbd6f8d9d4f8d7d1f8d5cff8d3cdf8d1cbf8cfc9f8cdc6f8ccc4f8cac2f8c8c0f7c6bef7c4bcf7c2baf7c0b7f7beb5f7bdb3f7bbb1f6b9aff6b7adf6b5abf6b3a9f5b1a7f5b0a5f5aea3f4aca1f4aa9ff4a89df3a69bf3a599f3a397f2a195f29f93f19d91f19c8ff09a8df0988bef9689ef9487ee9385ed9183ed8f81ec8d7fec8b7eeb8a7cea887aea8678e98476e88374e78173e77f71e67d6fe57c6de47a6ce3786ae27768e27566e17365e07263df7061de6e60dd6d5edc6b5cdb695bda6859d96658d86456d76355d66153d56051d45e50d35c4ed25b4dd0594bcf584ace5648cd5547cc5346cb5244c95043c84f41c74d40c64c3fc44a3dc3493cc2473bc04639bf4538be4337bc4236bb4034b93f33b83e32b73c31b53b2fb43a2eb2382db1372cb0362bae3429ad3328ab3127aa3026a92f24a72d23a62c22a42a21a3291fa2271ea0261d9f241c9d231a9c21199b2018"};var R=["magma","viridis","grey"],U=255,Yt=0,Jt=[4288059030,4289769648],Gt=4286611584;function Le(n){if(n==="grey")return Uint8Array.from({length:768},(e,t)=>Math.floor(t/3));let i=dt[n]??"";return Uint8Array.from({length:i.length/2},(e,t)=>parseInt(i.slice(2*t,2*t+2),16))}var le=(n,i)=>n.low+i/65535*(n.high-n.low);function ut(n,i){let e=Le(i.colourmap),t=e.length/3-1,r=t/(i.vmax-i.vmin),s=new Uint32Array(65536);for(let o=0;o<65536;o++){let a=le(n,o);Math.abs(a)<i.threshold&&(a=0);let c=3*Math.round(Math.max(0,Math.min(t,(a-i.vmin)*r)));s[o]=(4278190080|e[c+2]<<16|e[c+1]<<8|e[c])>>>0}return s}function mt(n,i,e,t){let r=new Uint32Array(n.length);for(let s=0;s<n.length;s++){let o=i[s];o===U?r[s]=t[n[s]]:o!==Yt?r[s]=Gt:r[s]=Jt[s%e+Math.floor(s/e)>>2&1]}return new ImageData(new Uint8ClampedArray(r.buffer),e,n.length/e)}function pt(n,i){let e=Math.floor(Math.log10(n)),t=[-1,0,1].flatMap(s=>[1,2,5].map(o=>+`${o}e${e+s}`)),r=1e-6;return i?Math.min(...t.filter(s=>s>=n*(1-r))):Math.max(...t.filter(s=>s<=n*(1+r)))}function ft(n,i,e){let t=n.some(d=>d.signed),r=n.reduce((d,u)=>u.unit_range&&u.unit_range>(d??0)?u.unit_range:d,null),s=Math.max(0,...n.map(d=>d.vmax??0)),o=Math.max(0,...i.map(({typical:d,peak:u})=>d||u)),a=s;a||(a=o?r?r/pt(r/o,!1):pt(o,!0):r??1),a/=e.gain;let c=r?` (\xD7${b(r/a,3)}${r/a>20?", strongly amplified":""})`:"",l=n[0]?.unit?` ${n[0].unit}`:"",h=o===0&&i.length>0?", no difference":"";return{vmin:t?-a:0,vmax:a,threshold:e.threshold*a,colourmap:t?"diverging":e.colourmap,label:`${t?b(-a):"0"} \u2026 ${b(a)}${l}${c}${h}`}}function b(n,i=4){if(n==null||Number.isNaN(n))return"\u2013";if(!Number.isFinite(n))return n>0?"\u221E":"\u2212\u221E";let e=Math.min(7,Math.floor(Math.log10(Math.abs(n)||1))+1),t=Number(n.toPrecision(Math.max(i,e)));return(t!==0&&(Math.abs(t)<1e-4||Math.abs(t)>=1e7)?t.toExponential().replace("e+","e"):String(t)).replace(/^-/,"\u2212")}var D=$`
 button,
 select,
 input[type="search"] {
 font: inherit;
 font-size: 12.5px;
 color: var(--text);
 background: var(--control);
 border: 1px solid var(--edge);
 border-radius: 5px;
 padding: 3px 8px;
 min-height: 26px;
 box-sizing: border-box;
 }
 button {
 cursor: pointer;
 white-space: nowrap;
 }
 button:hover {
 border-color: var(--dim);
 }
 button:disabled {
 opacity: 0.6;
 cursor: default;
 }
 button[aria-pressed="true"],
 button[aria-selected="true"] {
 background: var(--accent);
 border-color: var(--accent);
 color: var(--on-accent);
 }
 .chip {
 border-radius: 13px;
 max-width: 16em;
 overflow: hidden;
 text-overflow: ellipsis;
 }
 .chip[aria-pressed="true"] {
 background: var(--soft);
 border-color: var(--accent);
 color: var(--text);
 }
 .group {
 display: inline-flex;
 flex-wrap: wrap;
 gap: 3px;
 align-items: center;
 }
 label {
 display: inline-flex;
 align-items: center;
 gap: 5px;
 font-size: 12.5px;
 white-space: nowrap;
 }
 input[type="range"] {
 width: 110px;
 accent-color: var(--accent);
 }
 input[type="checkbox"] {
 accent-color: var(--accent);
 margin: 0;
 }
 select {
 max-width: 15em;
 }
 :focus-visible {
 outline: 2px solid var(--accent);
 outline-offset: 1px;
 }
`;function ze(n,i,e){let t=document.createElement("a");t.href=URL.createObjectURL(new Blob([i],{type:e})),t.download=n,t.click(),setTimeout(()=>URL.revokeObjectURL(t.href),1e4)}var Xt=[["1 \u2026 5","side by side, slider, blink, overlay, difference"],["+  \u2212","zoom; also the wheel and two fingers"],["\u2190 \u2191 \u2192 \u2193","move; also by dragging"],["Shift + drag","zoom to a box"],["f  o","whole image; actual pixels (double click: zoom in, and back)"],["n  p","next image; previous image"],["j  k","next place in the list; previous place"],["x","swap A and B"],["Space","pause or resume blinking"],["e  s","errors of the methods; signed errors"],["g  G","higher gain; lower gain"],["t  T","higher threshold; lower threshold"],["c","next colour map"],["r","boxes of the regions"],["l","light or dark theme"],["/","filter images"],["?","this list"]];function bt(n){return p`<dialog aria-labelledby="keys">
 <h2 id="keys">Keys</h2>
 <dl>${Xt.map(([i,e])=>p`<dt><kbd>${i}</kbd></dt><dd>${e}</dd>`)}</dl>
 <p>${n?"Keys and the wheel work after a click on the images.":"The address of the page always reopens exactly this view."}</p>
 <form method="dialog"><button autofocus @click=${i=>{i.preventDefault(),i.target.closest("dialog")?.close()}}>Close</button></form>
 </dialog>`}var Ne=0,Ue=()=>++Ne,ce=new Map,X=new Map;window.differencePictures=n=>{for(let[i,e]of Object.entries(n))ce.set(i,e)};function Qt(n){if(!/^data\/[\w-]+\.js$/.test(n))return Promise.reject(new Error("not a file of this report"));let i=X.get(n);return i||(i=new Promise((e,t)=>{let r=document.createElement("script");r.src=n,r.onload=()=>{r.remove(),e()},r.onerror=()=>{X.delete(n),t(new Error(`${n} is missing; keep the folder beside the page`))},document.head.append(r)}),X.set(n,i)),i}async function ei(n){let i=()=>document.getElementById(n);for(;!i()&&document.readyState==="loading";)await new Promise(t=>setTimeout(t,30));let e=i();if(!e)throw new Error("the file of this page is incomplete");return e}async function Ie(n,i){let e;if(i.type==="inline"&&(e=i.url),i.type==="element"&&(e=(await ei(i.id)).textContent??""),i.type==="shard"&&(ce.has(n)||await Qt(i.script),e=ce.get(n)),!e?.startsWith("data:image/png;base64,")&&!e?.startsWith("data:image/jpeg;base64,"))throw new Error("the image is missing");return e}function He(n,i,e=!1){let t=document.createElement("canvas");t.width=n,t.height=i;let r=t.getContext("2d",{willReadFrequently:e});if(!r)throw new Error("the browser has no memory for the image");return[t,r]}function he(n){if(!n.pixels&&n.bitmap){let[,i]=He(n.columns,n.rows,!0);i.drawImage(n.bitmap,0,0),n.pixels=i.getImageData(0,0,n.columns,n.rows).data}return n.pixels??new Uint8ClampedArray(4*n.columns*n.rows)}function ti(n,i){let e=he(n),t=n.columns*n.rows;n.codes=new Uint16Array(t),n.flags=new Uint8Array(t);for(let r=0;r<t;r++)n.codes[r]=i===16?e[4*r]*256+e[4*r+1]:e[4*r]*257,n.flags[r]=i===16?e[4*r+2]:U;delete n.pixels,n.bitmap=null}function ii(n,i){let e=Math.ceil(n.columns/2),t=Math.ceil(n.rows/2),r=new Uint16Array(e*t),s=new Uint8Array(e*t);for(let o=0;o<t;o++)for(let a=0;a<e;a++){let c=-1;for(let l=0;l<2&&2*o+l<n.rows;l++)for(let h=0;h<2&&2*a+h<n.columns;h++){let d=(2*o+l)*n.columns+2*a+h,u=n.flags[d],f=u===U?Math.abs(n.codes[d]-i)+1:0;f<=c||(c=f,r[o*e+a]=n.codes[d],s[o*e+a]=u)}}return{...n,columns:e,rows:t,codes:r,flags:s,bitmap:null,painted:void 0}}function ri(n){let i=Math.ceil(n.columns/2),e=Math.ceil(n.rows/2),[t,r]=He(i,e);return r.imageSmoothingQuality="high",r.drawImage(n.bitmap,0,0,i,e),{...n,columns:i,rows:e,bitmap:t,pixels:void 0,painted:void 0}}var Oe=class{constructor(i,e){this.layer=i;this.library=e;this.error="";this.tiles=new Map;this.exact={at:"",values:[]};this.asking=0;this.cachedSizes=null;this.colours=new Map;let t=this.tiled;this.size=t?t.tile:Math.max(i.width,i.height,1);let r=Math.ceil(Math.log2(Math.max(i.width,i.height)/128));this.levels=t?t.levels:Math.max(1,1+r)}get tiled(){let{source:i}=this.layer;return i.type==="tiles"?i:i.type==="difference"&&i.first.source.type==="tiles"?i.first.source:null}get ready(){return!!(this.tiles.get(`${this.levels-1}/0_0`)?.tile??this.tiles.get("0/0_0")?.tile)}tile(i,e,t){let r=`${i}/${e}_${t}`,s=this.tiles.get(r)??{tile:null,failed:!1,used:0},o=!this.tiles.has(r);return s.used=Ne,this.tiles.set(r,s),s.tile||s.failed||(this.layer.source.type==="difference"?s.tile=this.difference(i,e,t):!this.tiled&&i>0?s.tile=this.coarser(i):o&&this.fetch(s,r,i,e,t)),s.tile}prune(){if(this.tiled)for(let[i,e]of this.tiles)e.used>=Ne-2||i===`${this.levels-1}/0_0`||(e.stop?.abort(),this.tiles.delete(i))}values(i,e){let{layer:t}=this;if(i<0||e<0||i>=t.width||e>=t.height)return null;let r=t.kind==="image"&&(t.depth??8)>8;if(r&&t.source.type==="tiles"){if(this.exact.at===`${i} ${e}`)return{values:this.exact.values,exact:!0};this.ask(t.source.base,i,e)}let s=this.shownValues(i,e);return s&&{values:s,exact:!r}}ask(i,e,t){clearTimeout(this.asking),this.asking=window.setTimeout(async()=>{let r=await fetch(`${i}values?x=${e}&y=${t}`,{headers:this.library.headers}).catch(()=>null),s=r?.ok?await r.json():null;Array.isArray(s)&&(this.exact={at:`${e} ${t}`,values:s.map(o=>o===null?NaN:Number(o))},this.library.changed())},60)}shownValues(i,e){let{layer:t}=this,r=this.tile(0,Math.floor(i/this.size),Math.floor(e/this.size));if(!r)return null;let s=(e-r.y)*r.columns+(i-r.x);if(t.kind==="map")return r.flags[s]===U?[le(t,r.codes[s])]:[NaN];let o=he(r),a=t.high-t.low,c=t.channels===1?1:3;return Array.from({length:c},(l,h)=>t.low+o[4*s+h]/255*a)}sizes(){if(this.cachedSizes)return this.cachedSizes;let i=this.tiled?this.tile(this.levels-1,0,0):this.tile(0,0,0);if(!i?.codes)return null;let e=new Uint32Array(65536),t=0;for(let l=0;l<i.codes.length;l++)i.flags[l]===U&&(e[i.codes[l]]++,t++);let r=[];e.forEach((l,h)=>l&&r.push([Math.abs(le(this.layer,h)),l])),r.sort((l,h)=>h[0]-l[0]);let s=0,o=r.find(([,l])=>(s+=l)>=.005*t)?.[0]??0,a=.6*(this.layer.high-this.layer.low)/65535,c=l=>l>a?l:0;return this.cachedSizes={peak:c(r[0]?.[0]??0),typical:c(o)},this.cachedSizes}drawable(i,e){if(this.layer.kind==="image")return i.bitmap;if(!e||!i.codes)return null;let t=`${e.colourmap} ${e.vmin} ${e.vmax} ${e.threshold}`;if(i.painted?.key!==t){this.colours.has(t)||(this.colours.clear(),this.colours.set(t,ut(this.layer,e)));let r=mt(i.codes,i.flags,i.columns,this.colours.get(t)),s=i.painted?.canvas??He(i.columns,i.rows)[0];s.getContext("2d").putImageData(r,0,0),i.painted={key:t,canvas:s}}return i.painted.canvas}async fetch(i,e,t,r,s){try{i.stop=new AbortController;let o=await this.bitmap(t,r,s,i.stop.signal),a=2**t,c=r*this.size*a,l=s*this.size*a,h={x:c,y:l,width:this.tiled?o.width*a:this.layer.width,height:this.tiled?o.height*a:this.layer.height,columns:o.width,rows:o.height,bitmap:o};this.layer.kind==="map"&&ti(h,this.layer.depth??16),i.tile=h}catch(o){if(i.stop?.signal.aborted){this.tiles.get(e)===i&&this.tiles.delete(e);return}i.failed=!0,this.error=o instanceof Error&&o.message?o.message:"the image cannot be shown"}this.library.changed()}async bitmap(i,e,t,r){let s={colorSpaceConversion:"none",premultiplyAlpha:"none"},{source:o}=this.layer;if(o.type==="tiles"){let c=`${o.base}${i}/${e}_${t}.png`,l=await fetch(c,{headers:this.library.headers,signal:r});if(!l.ok)throw new Error(`the server answered ${l.status}`);return createImageBitmap(await l.blob(),s)}let a=new Image;return a.src=await Ie(this.layer.id,o),await a.decode(),createImageBitmap(a,s)}coarser(i){let e=this.tile(i-1,0,0);if(!e)return null;let t=this.layer.high-this.layer.low;return this.layer.kind==="map"?ii(e,-this.layer.low/t*65535):ri(e)}difference(i,e,t){if(!this.tiled&&i>0)return this.coarser(i);let{source:r}=this.layer;if(r.type!=="difference")return null;let s=[r.first,r.second].map(l=>this.library.picture(l)),o=s.find(l=>l.error);o&&(this.error=o.error);let[a,c]=s.map(l=>l.tile(i,e,t));return a&&c?si(a,c,r.signed):null}};function si(n,i,e){let[t,r]=[he(n),he(i)],{columns:s,rows:o}=n,a=new Uint16Array(s*o),c=new Uint8Array(s*o).fill(U),l=i.columns===s&&i.rows===o;for(let h=0;h<o;h++){let d=l?h:Math.floor((h+.5)*i.rows/o);for(let u=0;u<s;u++){let f=l?u:Math.floor((u+.5)*i.columns/s),g=4*(h*s+u),v=4*(d*i.columns+f),y=r[v]-t[g],w=r[v+1]-t[g+1],S=r[v+2]-t[g+2];a[g>>2]=e?32768+Math.round((y+w+S)*32767/765):Math.round((Math.abs(y)+Math.abs(w)+Math.abs(S))*65535/765)}}return{...n,codes:a,flags:c,bitmap:null,pixels:void 0,painted:void 0}}function De(n,i,e){let t=n.high-n.low;return{id:`${n.id}~${i.id}${e?"~":""}`,role:"difference",label:e?`${i.label} \u2212 ${n.label}`:`|${i.label} \u2212 ${n.label}|`,width:n.width,height:n.height,kind:"map",signed:e,unit:n.unit??"",low:e?-t*32768/32767:0,high:t,depth:16,unit_range:t,note:(n.depth??8)>8||(i.depth??8)>8?", from 8-bit images":"",positive:e?`${i.label} is brighter`:"",source:{type:"difference",first:n,second:i,signed:e}}}var de=class extends EventTarget{constructor(){super(...arguments);this.headers={};this.pictures=new Map;this.recent=[]}picture(e){let t=this.pictures.get(e.id);return(!t||t.layer.source.type!==e.source.type)&&(t=new Oe(e,this),this.pictures.set(e.id,t)),t}opened(e){let t=e.map(s=>s.id);this.recent=[t,...this.recent.filter(s=>s[0]!==t[0])].slice(0,3);let r=new Set(this.recent.flat());for(let[s,o]of this.pictures)s.split("~").every(a=>!a||r.has(a))||(this.pictures.delete(s),o.layer.source.type==="shard"&&ce.delete(s));for(let s of X.keys())s.includes("thumb")||X.delete(s)}prune(){for(let e of this.pictures.values())e.prune()}changed(){this.dispatchEvent(new Event("change"))}};var Q=["side","slider","blink","overlay","difference"],je=["images","places","plots","methods","errors","about"],Be=["all","ahead","behind","missing"],pe={entry:0,mode:"side",shown:null,errors:!1,first:0,second:1,split:.5,opacity:.5,speed:1.5,signed:!1,gain:1,threshold:0,colourmap:"magma",shared:!0,boxes:!0,tab:"images",metric:0,sort:"",down:!0,filter:"all",search:""};function vt(n,i,e){let t=new URLSearchParams;for(let r of Object.keys(i)){let s=n[r];String(s)!==String(i[r])&&t.set(r,Array.isArray(s)?s.join("."):typeof s=="number"?gt(s):String(s))}return e.zoom!==null&&(t.set("zoom",gt(e.zoom)),t.set("x",e.x.toFixed(2)),t.set("y",e.y.toFixed(2))),t.toString()}var gt=n=>String(Number(n.toPrecision(6)));function yt(n,i){let e=new URLSearchParams(n.replace(/^#/,"")),t=(h,d,u,f)=>{let g=e.get(h),v=Number(g);return g===null||g===""||!Number.isFinite(v)||v<d||v>u?f:v},r=(h,d)=>Math.floor(t(h,0,1e9,d)),s=(h,d,u)=>d.find(f=>f===e.get(h))??u,o=(h,d)=>({true:!0,false:!1})[e.get(h)??""]??d,a=e.get("shown"),c={entry:r("entry",i.entry),mode:s("mode",Q,i.mode),shown:a&&/^\d{1,6}(\.\d{1,6})*$/.test(a)?a.split(".").map(Number):i.shown,errors:o("errors",i.errors),first:r("first",i.first),second:r("second",i.second),split:t("split",0,1,i.split),opacity:t("opacity",0,1,i.opacity),speed:t("speed",.2,10,i.speed),signed:o("signed",i.signed),gain:t("gain",.01,1e3,i.gain),threshold:t("threshold",0,1,i.threshold),colourmap:s("colourmap",R,i.colourmap),shared:o("shared",i.shared),boxes:o("boxes",i.boxes),tab:s("tab",je,i.tab),metric:r("metric",i.metric),sort:(e.get("sort")??i.sort).slice(0,40),down:o("down",i.down),filter:s("filter",Be,i.filter),search:(e.get("search")??i.search).slice(0,200)},l=t("zoom",1e-4,64,0);return{state:c,place:{zoom:l||null,x:t("x",0,1e9,0),y:t("y",0,1e9,0)}}}var _=30,xt=6,ni={all:"All images",ahead:"Ours ahead of all",behind:"Ours behind",missing:"Scores missing"},Fe=class extends x{constructor(){super();this.cached={key:"",table:null,order:new Uint32Array};this.watcher=null;this.top=0,this.visibleHeight=600}static{this.properties={table:{attribute:!1},state:{attribute:!1},top:{state:!0},visibleHeight:{state:!0}}}static{this.styles=[D,$`
 :host {
 display: flex;
 flex-direction: column;
 min-height: 0;
 flex: 1;
 }
 .tools {
 display: flex;
 flex-wrap: wrap;
 gap: 6px;
 padding: 8px 10px;
 }
 input {
 flex: 1 1 120px;
 min-width: 0;
 }
 .scroll {
 flex: 1;
 min-height: 120px;
 overflow: auto;
 position: relative;
 }
 .row {
 display: grid;
 align-items: center;
 height: 30px;
 box-sizing: border-box;
 border-bottom: 1px solid var(--line);
 font-size: 12.5px;
 cursor: pointer;
 position: absolute;
 left: 0;
 min-width: 100%;
 }
 .row:hover {
 background: var(--soft);
 }
 .row[aria-selected="true"] {
 background: var(--soft);
 box-shadow: inset 3px 0 var(--accent);
 }
 .head {
 position: sticky;
 top: 0;
 z-index: 1;
 background: var(--panel);
 cursor: default;
 border-bottom: 1px solid var(--edge);
 }
 .head button {
 border: 0;
 background: none;
 padding: 0 8px;
 text-align: right;
 width: 100%;
 font-weight: 600;
 font-size: 12px;
 overflow: hidden;
 text-overflow: ellipsis;
 }
 .head div:first-child button {
 text-align: left;
 }
 .row > div {
 padding: 0 7px;
 text-align: right;
 overflow: hidden;
 text-overflow: ellipsis;
 white-space: nowrap;
 font-variant-numeric: tabular-nums;
 }
 .head > div {
 padding: 0;
 }
 .row > div:first-child {
 text-align: left;
 display: flex;
 gap: 8px;
 align-items: center;
 }
 .row span {
 overflow: hidden;
 text-overflow: ellipsis;
 }
 img {
 width: 34px;
 height: 24px;
 object-fit: cover;
 border-radius: 3px;
 background: var(--stage);
 flex: none;
 }
 .none {
 color: var(--dim);
 }
 .bad {
 color: var(--bad);
 }
 .best {
 font-weight: 700;
 }
 .count {
 color: var(--dim);
 font-size: 12px;
 padding: 5px 10px;
 border-top: 1px solid var(--line);
 }
 `]}get order(){let{search:e,filter:t,sort:r,down:s}=this.state,o=JSON.stringify([e,t,r,s]);return(this.cached.key!==o||this.cached.table!==this.table)&&(this.cached={key:o,table:this.table,order:this.table.order(e,t,r,s)}),this.cached.order}render(){let{table:e,state:t,order:r}=this,{source:s}=e,o=Math.max(0,Math.floor(this.top/_)-xt),a=Math.min(r.length,Math.ceil((this.top+this.visibleHeight)/_)+xt),c=this.columns(),l=[];for(let h=o;h<a;h++)l.push(this.row(r[h],h,c));return p`
 <div class="tools">
 <input type="search" placeholder="Filter by name" aria-label="Filter images by name (/)" .value=${t.search} @input=${h=>this.change({search:h.target.value})} />
 ${s.kind==="study"&&s.metrics.length>1?p`<select aria-label="Metric" data-control="metric" @change=${h=>this.change({metric:Number(h.target.value)})}>
 ${s.metrics.map(({spec:h},d)=>p`<option value=${d} ?selected=${d===t.metric}>${h}</option>`)}
 </select>`:m}
 ${e.hasMargins?p`<select aria-label="Which images" data-control="filter" @change=${h=>this.change({filter:h.target.value})}>
 ${Be.map(h=>p`<option value=${h} ?selected=${h===t.filter}>${ni[h]}</option>`)}
 </select>`:m}
 </div>
 <div class="scroll" role="grid" tabindex="0" aria-label="Scores of images" aria-rowcount=${r.length+1} aria-colcount=${c.length+1} @scroll=${this.scrolled} @keydown=${this.key}>
 <div class="row head" role="row" aria-rowindex="1">
 ${this.head("name","Image")} ${c.map(([h,d])=>this.head(h,d))}
 </div>
 ${l}
 <div class="end" role="presentation"></div>
 </div>
 <div class="count" role="status">${r.length.toLocaleString("en")} of ${s.entries.length.toLocaleString("en")} images${e.metric?`, ${e.metric.spec}${e.metric.unit?` in ${e.metric.unit}`:""}${oi(e.metric.higher_is_better)}`:""}</div>
 `}columns(){let{table:e}=this,t=e.headings.map((r,s)=>[String(s),r]);return e.hasMargins?[...t,["margin","\u0394 ours"]]:t}head(e,t){let{sort:r,down:s}=this.state,o=r===e,a={sort:e,down:o?!s:e!=="name"};return p`<div role="columnheader" aria-sort=${o?s?"descending":"ascending":"none"}><button data-sort=${e} title=${e==="margin"?"Margin of ours over the best rival":t} @click=${()=>this.change(a)}>${t}${o?s?" \u2193":" \u2191":""}</button></div>`}row(e,t,r){let{table:s,state:o}=this,a=s.source.entries[e],c=s.best(e),l=r.map(([h])=>{let d=h==="margin"?s.margins[e]:s.columns[Number(h)][e],u=Number.isNaN(d)?"none":h==="margin"?d<0?"bad":"":d===c?"best":"";return p`<div role="gridcell" class=${u}>${h==="margin"&&d>0?"+":""}${b(d)}</div>`});return p`<div class="row" role="row" data-at=${t} aria-rowindex=${t+2} aria-selected=${e===o.entry} @click=${()=>this.change({entry:e})}>
 <div role="gridcell" title=${a.name}>${a.thumbnail?p`<img alt="" data-thumb=${e} />`:m}<span>${a.name}</span>${s.failed.has(a.name)?p`<span class="bad" title="Listed under Errors">\u26a0</span>`:m}</div>
 ${l}
 </div>`}firstUpdated(){let e=this.scroller;this.watcher=new ResizeObserver(()=>this.visibleHeight=e.clientHeight),this.watcher.observe(e)}disconnectedCallback(){super.disconnectedCallback(),this.watcher?.disconnect()}get scroller(){return this.renderRoot.querySelector(".scroll")}updated(e){let t=this.columns().length,r=t>3?112:180;for(let o of this.renderRoot.querySelectorAll(".row")){o.style.gridTemplateColumns=`minmax(${r}px, 1fr) repeat(${t}, 70px)`;let a=o.dataset.at;a!==void 0&&(o.style.top=`${(Number(a)+1)*_}px`)}let s=this.renderRoot.querySelector(".end");s.style.cssText=`position:absolute;top:${(this.order.length+1)*_-1}px;width:1px;height:1px`,e.has("state")&&e.get("state")?.entry!==this.state.entry&&this.reveal(),this.renderRoot.querySelectorAll("img").forEach(o=>{this.thumbnail(o)})}async thumbnail(e){let t=e.dataset.thumb??"";if(e.dataset.shown===t)return;e.dataset.shown=t,e.removeAttribute("src");let{thumbnail:r}=this.table.source.entries[Number(t)],s=await Ie(r?.id??"",r?.source).catch(()=>"");e.dataset.thumb===t&&s&&(e.src=s)}scrolled(){let{scrollTop:e}=this.scroller;Math.abs(e-this.top)>_&&(this.top=e)}reveal(){let e=this.order.indexOf(this.state.entry),t=this.scroller;if(e<0)return;let r=e*_;r<t.scrollTop&&(t.scrollTop=r),r+2*_>t.scrollTop+t.clientHeight&&(t.scrollTop=r+2*_-t.clientHeight)}key(e){let t=Math.max(1,Math.floor(this.visibleHeight/_)-2),r={ArrowDown:1,ArrowUp:-1,PageDown:t,PageUp:-t,Home:-1e9,End:1e9}[e.key];r!==void 0&&(e.preventDefault(),e.stopPropagation(),this.step(r))}step(e){let{order:t}=this;if(!t.length)return;let r=t.indexOf(this.state.entry),s=t[Math.max(0,Math.min(t.length-1,r+e))];s!==void 0&&this.change({entry:s})}focusFilter(){this.renderRoot.querySelector("input")?.focus()}change(e){this.dispatchEvent(new CustomEvent("change-state",{detail:e,bubbles:!0,composed:!0}))}};function oi(n){return n===null?"":n?", higher is better":", lower is better"}customElements.define("difference-table",Fe);var $t=`
  --text: #e8e8ea; --dim: #9a9ca3; --page: #131417; --panel: #1a1b1f; --bar: #202227; --stage: #0d0e10;
  --line: #2c2e34; --edge: #3f424a; --control: #24262b; --soft: #272b36; --accent: #6ea8fe; --on-accent: #08142b;
  --good: #6fd08c; --bad: #ff8f85; color-scheme: dark;`,wt=$`
 :host {
 --text: #1c1d21;
 --dim: #63666e;
 --page: #f4f4f2;
 --panel: #ffffff;
 --bar: #f7f7f5;
 --stage: #e9e9e7;
 --line: #dededa;
 --edge: #c6c7c4;
 --control: #ffffff;
 --soft: #e8effb;
 --accent: #1f5fc8;
 --on-accent: #ffffff;
 --good: #17733a;
 --bad: #b3261e;
 --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
 color-scheme: light;
 display: flex;
 flex-direction: column;
 min-height: 100vh;
 height: 100vh;
 height: 100dvh;
 box-sizing: border-box;
 color: var(--text);
 background: var(--page);
 font: 14px/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif;
 }
 @media (prefers-color-scheme: dark) {
 :host(:not([theme="light"])) {
 ${V($t)}
 }
 }
 :host([theme="dark"]) {
 ${V($t)}
 }
 .skip,
 .live {
 position: absolute;
 left: -10000px;
 }
 .skip:focus {
 left: 8px;
 top: 8px;
 z-index: 3;
 background: var(--panel);
 color: var(--accent);
 padding: 6px 10px;
 }
 .failure {
 margin: 20vh auto;
 text-align: center;
 padding: 0 16px;
 }
 header {
 display: flex;
 align-items: baseline;
 gap: 14px;
 padding: 9px 14px;
 background: var(--panel);
 border-bottom: 1px solid var(--line);
 }
 h1 {
 font-size: 16px;
 font-weight: 650;
 margin: 0;
 overflow-wrap: anywhere;
 }
 .sum {
 color: var(--dim);
 font-size: 13px;
 min-width: 0;
 }
 .tools {
 margin-left: auto;
 display: flex;
 gap: 5px;
 align-self: center;
 }
 .verdict {
 padding: 9px 14px 10px;
 background: var(--panel);
 border-bottom: 1px solid var(--line);
 max-height: 40vh;
 overflow: auto;
 flex: none;
 }
 .verdict p {
 margin: 0 0 7px;
 max-width: 130ch;
 overflow-wrap: anywhere;
 }
 .verdict p.short {
 display: -webkit-box;
 -webkit-box-orient: vertical;
 -webkit-line-clamp: 3;
 overflow: hidden;
 }
 .verdict .more {
 border: 0;
 padding: 0;
 }
 .more button {
 min-height: 0;
 padding: 1px 9px;
 font-size: 12px;
 border-radius: 11px;
 }
 .verdict ul {
 display: flex;
 flex-wrap: wrap;
 gap: 5px;
 list-style: none;
 margin: 0;
 padding: 0;
 }
 .verdict li {
 border: 1px solid var(--edge);
 border-radius: 11px;
 padding: 1px 9px;
 font-size: 12px;
 font-variant-numeric: tabular-nums;
 }
 li.good b {
 color: var(--good);
 }
 li.bad b,
 button.bad {
 color: var(--bad);
 }
 main {
 flex: 1;
 min-height: 0;
 display: grid;
 grid-template-columns: minmax(320px, 34%) minmax(0, 1fr);
 gap: 1px;
 background: var(--line);
 }
 aside,
 main > section {
 display: flex;
 flex-direction: column;
 min-width: 0;
 min-height: 0;
 background: var(--panel);
 }
 difference-stage {
 flex: 1;
 }
 .tabs {
 display: flex;
 flex-wrap: wrap;
 gap: 3px;
 padding: 7px 10px 0;
 }
 .panel {
 flex: 1;
 overflow: auto;
 padding: 8px 12px 16px;
 min-height: 0;
 }
 .title {
 display: flex;
 gap: 8px;
 align-items: center;
 padding: 5px 10px;
 border-bottom: 1px solid var(--line);
 }
 h2 {
 font-size: 14px;
 margin: 0;
 font-weight: 600;
 min-width: 0;
 overflow: hidden;
 text-overflow: ellipsis;
 white-space: nowrap;
 }
 h3 {
 font-size: 13px;
 margin: 14px 0 4px;
 }
 small,
 .note {
 color: var(--dim);
 font-size: 12px;
 }
 .note {
 margin: 4px 0 8px;
 overflow-wrap: anywhere;
 }
 ol {
 margin: 0;
 padding-left: 22px;
 font-size: 12.5px;
 }
 li::marker {
 color: var(--dim);
 }
 .item {
 display: block;
 width: 100%;
 text-align: left;
 white-space: normal;
 border-color: transparent;
 background: none;
 padding: 4px 6px;
 overflow-wrap: anywhere;
 }
 .item:hover:not(:disabled) {
 background: var(--soft);
 }
 .item small {
 display: block;
 }
 .wide {
 overflow-x: auto;
 margin-bottom: 14px;
 }
 table {
 border-collapse: collapse;
 font-size: 12.5px;
 font-variant-numeric: tabular-nums;
 width: 100%;
 }
 caption {
 text-align: left;
 color: var(--dim);
 font-size: 12px;
 padding: 4px 0;
 }
 th,
 td {
 padding: 4px 8px;
 border-bottom: 1px solid var(--line);
 text-align: right;
 white-space: nowrap;
 }
 th:first-child {
 text-align: left;
 }
 td.best {
 font-weight: 700;
 }
 dl {
 margin: 0;
 display: grid;
 grid-template-columns: max-content minmax(0, 1fr);
 gap: 3px 12px;
 font-size: 12.5px;
 }
 dt {
 color: var(--dim);
 }
 dd {
 margin: 0;
 overflow-wrap: anywhere;
 }
 figure {
 margin: 8px 0 16px;
 }
 figcaption {
 font-size: 12.5px;
 margin-bottom: 4px;
 }
 svg {
 width: 100%;
 display: block;
 }
 svg text {
 font-size: 10.5px;
 fill: var(--dim);
 }
 .area {
 fill: var(--edge);
 }
 .ours .area {
 fill: var(--accent);
 }
 .rule {
 stroke: var(--edge);
 }
 .box {
 stroke: var(--dim);
 stroke-width: 3;
 }
 .median {
 stroke: var(--text);
 stroke-width: 1.5;
 }
 .ahead {
 fill: var(--accent);
 cursor: pointer;
 }
 .behind {
 fill: var(--bad);
 cursor: pointer;
 }
 .interval {
 fill: var(--dim);
 opacity: 0.3;
 }
 dialog {
 color: var(--text);
 background: var(--panel);
 border: 1px solid var(--edge);
 border-radius: 10px;
 max-width: min(560px, 92vw);
 padding: 18px 22px;
 }
 dialog::backdrop {
 background: #0008;
 }
 dialog dl {
 margin: 12px 0;
 gap: 6px 16px;
 font-size: 13px;
 }
 kbd {
 font: 12px var(--mono);
 white-space: pre;
 color: var(--text);
 }
 @media (max-width: 820px) {
 :host {
 height: auto;
 }
 header {
 flex-wrap: wrap;
 gap: 4px 12px;
 }
 .sum {
 order: 3;
 width: 100%;
 }
 .verdict {
 max-height: none;
 }
 main {
 grid-template-columns: minmax(0, 1fr);
 grid-template-rows: auto auto;
 }
 main > section {
 order: -1;
 height: 86vh;
 height: 86svh;
 }
 aside {
 height: 64vh;
 height: 64svh;
 }
 }
 :host([embedded]) {
 position: relative;
 height: 560px;
 min-height: 0;
 overflow: auto;
 container-type: inline-size;
 border: 1px solid var(--line);
 }
 :host([embedded]) main {
 min-height: 340px;
 grid-template-columns: minmax(250px, 28%) minmax(0, 1fr);
 }
 :host([embedded]) .verdict {
 max-height: 96px;
 }
 :host([embedded]) main > section,
 :host([embedded]) aside {
 order: 0;
 height: auto;
 }
 @container (max-width: 700px) {
 :host([embedded]) main {
 flex: none;
 grid-template-columns: minmax(0, 1fr);
 grid-template-rows: 440px 300px;
 }
 :host([embedded]) main > section {
 order: -1;
 }
 }
`;var ue=["best","rival_best","median","random"];var ai={best:"Where ours does best",rival_best:"Where a rival does best",median:"Typical places",random:"Drawn at random"};function St(n,i,e){let{verdicts:t}=n;return t?p`<section class="verdict" aria-label="Verdict">
 <p class=${i?"":"short"}>${t.text}</p>
 <ul>${t.text.length>450?p`<li class="more"><button aria-expanded=${i} @click=${e}>${i?"Show less":"Show all"}</button></li>`:m}${t.outcomes.map(({metric:r,rival:s,word:o,paired:a})=>{let c=n.metrics.find(({spec:h})=>h===r)?.unit??"",l=a.mean===null?"":`${a.mean>0?"+":""}${b(a.mean,3)}${c?` ${c}`:""}`;return p`<li class=${o==="better"?"good":o==="worse"?"bad":""}>${r} vs ${s}: <b>${o}</b> ${l}</li>`})}</ul>
  </section>`:m}function Mt(n,i,e,t,r){let{crops:s}=n;if(s)return p`<p class="note">${s.disclosure??""}</p>
 ${ue.map(c=>s[c].length?p`<h3>${ai[c]}</h3><ol>${s[c].map(l=>li(l,e,t))}</ol>`:m)}`;let o=i?.regions??[];if(i?.opening&&!i.regions)return p`<p class="note" role="status">Comparing \u2026</p>`;if(!o.length)return p`<p class="note">No region was found.</p>`;let a=i?.regions_dropped?` ${i.regions_dropped} small or weak regions are not listed.`:"";return p`<p class="note">${o.length} region${o.length===1?"":"s"}, strongest first.${a}</p>
 <ol>${o.map(c=>p`<li><button class="item" @click=${()=>e(r,c)}>
 <b>${c.width}\u00d7${c.height}</b> at (${c.x}, ${c.y})
 <small>${c.area===void 0?"":`${c.area} pixels, `}peak ${b(c.peak)}, mean ${b(c.mean)}</small>
 </button></li>`)}</ol>`}function li(n,i,e){let t=e.get(n.image),r={x:n.x,y:n.y,width:n.size,height:n.size},s=`${n.gaps.crop>0?"+":""}${b(n.gaps.crop,3)}`,o=n.disclosure??`The gap to ${n.rival} is ${s}; percentile ${b(n.percentile)} of ${n.candidates} windows of this size.`;return p`<li><button class="item" ?disabled=${t===void 0} @click=${()=>i(t,r)}>
 <b>${n.image}</b> ${n.size}\u00d7${n.size} at (${n.x}, ${n.y})
 <small>${o}</small>
 </button></li>`}function kt(n){let i=n.record.means??[],e=n.verdicts?.outcomes??[];return p`
 <div class="wide"><table><caption>Means over the images for which every method has a finite score</caption>
 <thead><tr><th scope="col">Method</th>${n.metrics.map(({spec:t,unit:r,higher_is_better:s})=>p`<th scope="col">${t}${r?` (${r})`:""}${s===null?"":s?" \u2191":" \u2193"}</th>`)}</tr></thead>
 <tbody>${n.methods.map(t=>p`<tr><th scope="row">${t}${t===n.ours?p` <small>ours</small>`:m}</th>
 ${n.metrics.map(({spec:r})=>{let s=i.find(a=>a.metric===r&&a.method===t),o=s&&s.missing+s.infinite?`${s.missing} missing, ${s.infinite} infinite`:"";return p`<td class=${s?.best?"best":""}>${b(s?.mean)}${o?p`<br /><small>${o}</small>`:m}</td>`})}</tr>`)}</tbody></table></div>
    ${e.length?p`<div class="wide"><table><caption>${n.verdicts?.ours} against each rival; values above 0 favour it</caption>
 <thead><tr><th scope="col">Rival</th><th scope="col">Metric</th><th scope="col">Mean</th><th scope="col">Interval</th><th scope="col">Won</th><th scope="col">p</th><th scope="col">Verdict</th></tr></thead>
 <tbody>${e.map(({metric:t,rival:r,word:s,adjusted_p:o,paired:a})=>p`<tr><th scope="row">${r}</th><td>${t}</td><td>${b(a.mean)}</td>
 <td>${a.interval?`${b(a.interval[0],3)} \u2026 ${b(a.interval[1],3)}`:"\u2013"}</td>
 <td>${a.wins} / ${a.n}</td><td>${b(o,2)}</td><td>${s}</td></tr>`)}</tbody></table></div>
 <p class="note">p values are corrected for multiple comparisons; a difference is significant below ${n.verdicts?.level}.</p>`:m}`}function Et(n,i){let t=n.errors.length-500;return p`<p class="note">Images that could not be read or compared have no score and are left out of the means.</p>
 <ol>${n.errors.slice(0,500).map(r=>p`<li><button class="item" @click=${()=>i(r.name)}>
 <b>${r.name}</b> ${[r.method,r.metric].filter(Boolean).join(", ")} <small>${[r.stage,r.error,r.cause].filter(Boolean).join(": ")}</small>
 </button></li>`)}</ol>
 ${t>0?p`<p class="note">${t} more are in the record.</p>`:m}`}function At(n,i){let e=l=>p`<dl>${l.map(([h,d])=>p`<dt>${h}</dt><dd>${d}</dd>`)}</dl>`,{protocol:t,versions:r,notes:s}=n.record,o=[];t?.name&&o.push(["protocol",`${t.name}: ${t.summary??""}`]),r&&o.push(["versions",Object.entries(r).map(([l,h])=>`${l} ${h}`).join(", ")]);let a=(i?.layers??[]).flatMap(({label:l,note:h})=>h?[`${l}: ${h}`]:[]),c=[...i?.errors??[],...i?.notes??[],...a,...Array.isArray(s)?s.map(String):[]];return p`${i?.facts?.length?p`<h3>This pair</h3>${e(i.facts)}`:m}
 ${o.length?p`<h3>How it was made</h3>${e(o)}`:m}
 ${c.length?p`<h3>Notes</h3><ul>${c.map(l=>p`<li>${l}</li>`)}</ul>`:m}
 <p class="note">The JSON button downloads the whole record with all settings.</p>`}var k=400,Ve=120,me=48,ci=n=>Float64Array.from(Array.prototype.filter.call(n,Number.isFinite)).sort(),ee=(n,i)=>n[Math.round(i*(n.length-1))]??NaN;function _t(n){let{metric:i,source:e}=n,t=n.columns.map(ci),r=Math.min(...t.map(h=>h[0]??1/0)),s=Math.max(...t.map(h=>h[h.length-1]??-1/0));if(!i||!(r<=s))return p`<p>No finite scores.</p>`;let o=s-r||1,a=h=>8+(h-r)/o*(k-16),c=52,l=t.length*c+20;return p`<figure>
 <figcaption>Distribution of ${i.spec}${i.unit?` (${i.unit})`:""} over images: histogram, quartiles, median.</figcaption>
 <svg viewBox="0 0 ${k} ${l}" role="img" aria-label=${t.map((h,d)=>`${e.methods[d]}: median ${b(ee(h,.5))}, quartiles ${b(ee(h,.25))} and ${b(ee(h,.75))}`).join("; ")}>
 ${t.map((h,d)=>hi(h,{name:e.methods[d],low:r,span:o,at:a,floor:d*c+c-8,ours:d===n.ours}))}
 <text x="8" y=${l-4}>${b(r)}</text>
 <text x=${k-8} y=${l-4} text-anchor="end">${b(s)}</text>
 </svg>
 </figure>`}function hi(n,i){let e=new Uint32Array(me);for(let h of n)e[Math.min(me-1,Math.floor((h-i.low)/i.span*me))]++;let t=Math.max(1,...e),r=(k-16)/me,{floor:s}=i,o=`M8 ${s}`;e.forEach((h,d)=>o+=`V${(s-h/t*24).toFixed(1)}H${(8+(d+1)*r).toFixed(1)}`);let[a,c,l]=[.25,.5,.75].map(h=>i.at(ee(n,h)));return G`<g class=${i.ours?"ours":"rival"}>
 <path class="area" d="${o}V${s}Z"></path>
 <line class="rule" x1="8" x2=${k-8} y1=${s} y2=${s}></line>
 ${n.length?G`<line class="box" x1=${a} x2=${l} y1=${s+3} y2=${s+3}></line><line class="median" x1=${c} x2=${c} y1=${s-25} y2=${s+6}></line>`:m}
 <text x="8" y=${s-27}>${i.name}</text>
 <text x=${k-8} y=${s-27} text-anchor="end">${b(ee(n,.5))}</text>
 </g>`}function Tt(n,i){let{source:e,metric:t,ours:r}=n;if(r<0||typeof t?.higher_is_better!="boolean")return[];let s=t.higher_is_better?1:-1,o=n.columns[r];return e.methods.flatMap((a,c)=>{if(c===r)return[];let l=Array.from(n.columns[c],(h,d)=>[s*(o[d]-h),d]).filter(([h])=>Number.isFinite(h)).sort((h,d)=>h[0]-d[0]);return[di(n,a,l,i)]})}function di(n,i,e,t){let{source:r,metric:s}=n,o=r.verdicts?.outcomes.find(E=>E.rival===i&&E.metric===s?.spec),a=Math.min(0,e[0]?.[0]??0),c=Math.max(0,e[e.length-1]?.[0]??0),l=E=>14+(c-E)/(c-a||1)*(Ve-28),h=Math.min(e.length,200),d=Math.min(24,(k-16)/Math.max(1,h)),u=Array.from({length:h},(E,P)=>{let[M,T]=e[Math.floor((P+.5)/h*e.length)],j=Math.min(l(M),l(0)),B=Math.max(.5,Math.abs(l(M)-l(0)));return G`<rect class=${M<0?"behind":"ahead"} x=${8+P*d} y=${j} width=${Math.max(.5,d-(d>3?1:0))} height=${B} @click=${()=>t(T)}><title>${r.entries[T].name}: ${b(M)}</title></rect>`}),f=o?.paired.interval,g=s?.unit?` ${s.unit}`:"",v=e.filter(([E])=>E>0).length,y=`${r.ours} against ${i}: ahead in ${v} of ${e.length} images`,w=o?`; mean ${b(o.paired.mean)}${g}${f?`, ${Math.round(100*o.paired.confidence)} % interval ${b(f[0])} to ${b(f[1])}`:""}; ${o.word}`:"",S=h<e.length?` ${h} of ${e.length} images are drawn, evenly spaced.`:"";return p`<figure>
 <figcaption>${y}${w}.${S}</figcaption>
 <svg viewBox="0 0 ${k} ${Ve}" role="img" aria-label=${y}>
 ${f?G`<rect class="interval" x="8" width=${k-16} y=${l(f[1])} height=${Math.max(1,l(f[0])-l(f[1]))}></rect>`:m}
 ${u}
 <line class="rule" x1="8" x2=${k-8} y1=${l(0)} y2=${l(0)}></line>
 <text x="8" y="10">${c>0?`+${b(c)}`:"0"}${g}</text>
 <text x="8" y=${Ve-2}>${b(a)}${g}</text>
 </svg>
 </figure>`}var pi=n=>n==null?NaN:Number(n),fe=class{constructor(i,e){this.source=i;let t=i.kind==="study";this.failed=new Set(i.errors.map(({name:c})=>c)),this.metric=t?i.metrics[Math.min(e,i.metrics.length-1)]??null:null,this.headings=t?i.methods:i.metrics.map(({spec:c})=>c);let r=t?i.scores[this.metric?.spec??""]??[]:this.headings.map(c=>i.scores[c]?.[0]);this.columns=this.headings.map((c,l)=>Float64Array.from(i.entries,(h,d)=>pi(r[l]?.[d]))),this.ours=i.methods.indexOf(i.ours??"");let s=this.metric?.higher_is_better===!1?-1:1,o=this.columns.filter((c,l)=>l!==this.ours),a=this.ours>=0&&o.length>0&&typeof this.metric?.higher_is_better=="boolean";this.margins=Float64Array.from(i.entries,(c,l)=>{if(!a)return NaN;let h=Math.max(...o.map(u=>s*u[l])),d=s*this.columns[this.ours][l];return d===h?0:d-h})}get hasMargins(){return this.margins.some(i=>!Number.isNaN(i))}best(i){let e=this.metric?.higher_is_better;return typeof e!="boolean"||this.columns.length<2?NaN:(e?Math.max:Math.min)(...this.columns.map(t=>t[i]).filter(t=>!Number.isNaN(t)))}order(i,e,t,r){let s=i.toLowerCase().split(/\s+/).filter(Boolean),{entries:o,groups:a}=this.source,c=[];for(let l=0;l<o.length;l++){let h=this.margins[l];if(!(e==="ahead"&&!(h>0))&&!(e==="behind"&&!(h<0))&&!(e==="missing"&&this.columns.every(d=>!Number.isNaN(d[l])))){if(s.length){let d=`${o[l].name} ${a?.[l]??""}`.toLowerCase();if(!s.every(u=>d.includes(u)))continue}c.push(l)}}if(t==="name"){let l=new Intl.Collator("en",{numeric:!0});c.sort((h,d)=>(r?-1:1)*l.compare(o[h].name,o[d].name))}else{let l=t==="margin"?this.margins:this.columns[t===""?-1:Number(t)],h=r?-1:1;l&&c.sort((d,u)=>ui(l[d],l[u],h)||d-u)}return Uint32Array.from(c)}};function ui(n,i,e){return Number.isNaN(n)||Number.isNaN(i)?Number(Number.isNaN(n))-Number(Number.isNaN(i)):n===i?0:n<i?-e:e}function mi(n){let i=/^[=+\-@'\t\r]/.test(n)?`'${n}`:n;return/[",\r\n]/.test(i)?`"${i.replaceAll('"','""')}"`:i}var fi=n=>n==null?"":n==="Infinity"?"inf":n==="-Infinity"?"-inf":String(n);function Ct(n){let i=["image,group,method,metric,score"];return n.entries.forEach((e,t)=>{n.methods.forEach((r,s)=>{for(let{spec:o}of n.metrics){let a=[e.name,n.groups?.[t]??"",r,o].map(mi);i.push([...a,fi(n.scores[o]?.[s]?.[t])].join(","))}})}),`${i.join(`
`)}
`}function Rt(n){let{verdicts:i,crops:e,errors:t,scores:r,methods:s,groups:o}=n;if(n.kind==="comparison")return n.record;let a=n.entries.map(l=>l.name),c=Object.fromEntries(Object.entries(r).map(([l,h])=>[l,Object.fromEntries(s.map((d,u)=>[d,h[u]]))]));return{...n.record,verdicts:i,crops:e,errors:t,scores:{images:a,groups:o,tables:c}}}var Pt=$`
 :host {
 display: flex;
 flex-direction: column;
 min-width: 0;
 min-height: 0;
 background: var(--stage);
 position: relative;
 container-type: inline-size;
 outline: 1px solid var(--line);
 }
 header {
 display: flex;
 gap: 8px;
 align-items: baseline;
 padding: 4px 8px;
 font-size: 12px;
 min-height: 17px;
 background: var(--bar);
 }
 b {
 font-weight: 600;
 white-space: nowrap;
 overflow: hidden;
 text-overflow: ellipsis;
 min-width: 0;
 }
 header span {
 color: var(--dim);
 white-space: nowrap;
 margin-left: auto;
 min-width: 0;
 flex-shrink: 99;
 overflow: hidden;
 text-overflow: ellipsis;
 font-variant-numeric: tabular-nums;
 }
 @container (max-width: 175px) {
 span i {
 display: none;
 }
 }
 i {
 font-style: normal;
 }
 div {
 position: relative;
 flex: 1;
 min-height: 0;
 overflow: hidden;
 touch-action: none;
 cursor: crosshair;
 }
 canvas {
 position: absolute;
 inset: 0;
 width: 100%;
 height: 100%;
 image-rendering: pixelated;
 }
 output {
 position: absolute;
 left: 0;
 bottom: 0;
 max-width: 100%;
 box-sizing: border-box;
 padding: 2px 7px;
 font: 11px/1.5 var(--mono);
 color: #fff;
 background: #000b;
 pointer-events: none;
 white-space: pre;
 overflow: hidden;
 text-overflow: ellipsis;
 }
 output:empty {
 display: none;
 }
 p {
 position: absolute;
 inset: 0;
 display: grid;
 place-content: center;
 margin: 0;
 padding: 8px;
 text-align: center;
 color: var(--dim);
 font-size: 13px;
 pointer-events: none;
 }
`;var qe=class extends x{constructor(){super(...arguments);this.frame=0;this.watcher=null;this.drag=null;this.fingers=new Map;this.onView=()=>this.draw();this.onPointer=()=>{this.draw(),this.showValues()}}static{this.properties={library:{attribute:!1},viewport:{attribute:!1},layer:{attribute:!1},over:{attribute:!1},split:{attribute:!1},opacity:{attribute:!1},scales:{attribute:!1},regions:{attribute:!1},heading:{attribute:!1},score:{attribute:!1}}}static{this.styles=Pt}render(){let e=this.layer?this.library.picture(this.layer):null,t=e?.error||(e?.ready?"":"Loading \u2026");return p`
 <header><b title=${this.heading}>${this.heading}</b>${this.score?p`<span><i>${this.score[0]} </i>${this.score[1]}<i> ${this.score[2]}</i></span>`:m}</header>
 <div
 @wheel=${this.wheel}
 @pointerdown=${this.down}
 @pointermove=${this.move}
 @pointerup=${this.up}
 @pointercancel=${this.up}
 @pointerleave=${this.leave}
 @dblclick=${this.doubleClick}
 >
 <canvas role="img" aria-label=${this.description()}></canvas>
 ${t?p`<p>${t}</p>`:m}
 <output aria-hidden="true"></output>
 </div>
 `}description(){let{layer:e,over:t}=this;return e?`${this.heading}, ${e.width} by ${e.height} pixels${t?`, with ${t.label}`:""}`:""}connectedCallback(){super.connectedCallback(),this.watcher=new ResizeObserver(()=>this.measure())}disconnectedCallback(){super.disconnectedCallback(),this.watcher?.disconnect(),this.viewport?.removeEventListener("view",this.onView),this.viewport?.removeEventListener("pointer",this.onPointer)}firstUpdated(){this.viewport.addEventListener("view",this.onView),this.viewport.addEventListener("pointer",this.onPointer),this.watcher?.observe(this.canvas),this.measure()}updated(e){this.draw(),this.showValues()}get canvas(){return this.renderRoot.querySelector("canvas")}measure(){let e=this.canvas.getBoundingClientRect(),t=Math.max(1,Math.round(e.width*devicePixelRatio)),r=Math.max(1,Math.round(e.height*devicePixelRatio));(this.canvas.width!==t||this.canvas.height!==r)&&(this.canvas.width=t,this.canvas.height=r),this.viewport.resize(t,r),this.paint()}draw(){this.frame||(this.frame=requestAnimationFrame(()=>{this.frame=0,this.paint()}))}paint(){if(!this.hasUpdated||!this.layer)return;let e=this.canvas.getContext("2d",{alpha:!1});if(!e)return;let{width:t,height:r}=this.canvas;this.canvas.parentElement.style.touchAction=this.viewport.zoom===null?"pan-y":"none",e.fillStyle=getComputedStyle(this).backgroundColor,e.fillRect(0,0,t,r);let{over:s}=this,o=s&&this.split!==null?Math.round(this.split*t):t;this.picture(e,this.layer,0,s&&this.split!==null?o:t),s&&(e.globalAlpha=this.split===null?this.opacity:1,this.picture(e,s,this.split===null?0:o,t),e.globalAlpha=1),this.marks(e)}picture(e,t,r,s){if(s<=r)return;let{viewport:o}=this,a=this.library.picture(t),c=o.scale*o.world.width/t.width,l=o.scale*o.world.height/t.height,h=o.origin();e.save(),e.beginPath(),e.rect(r,0,s-r,this.canvas.height),e.clip();let d=Math.max(0,Math.min(a.levels-1,Math.floor(Math.log2(1/c)+1e-9)));e.imageSmoothingEnabled=c*2**d<.999,e.imageSmoothingQuality="high";let u=a.size*2**d,f={x:(r-h.x)/c/u,y:-h.y/l/u},g={x:(s-h.x)/c/u,y:(this.canvas.height-h.y)/l/u},v=Math.ceil(t.width/u),y=Math.ceil(t.height/u);for(let w=Math.max(0,Math.floor(f.y));w<Math.min(y,g.y);w++)for(let S=Math.max(0,Math.floor(f.x));S<Math.min(v,g.x);S++)this.tile(e,a,d,S,w,{...h,scale:c,scaleY:l});e.restore()}tile(e,t,r,s,o,a){let c=t.tile(r,s,o),l=t.levels-1,h=c??(r<l&&t.tile(l,0,0));if(!h)return;let d=t.drawable(h,this.scales.get(t.layer.id)??null);if(!d)return;let u=c?h:{x:s*t.size*2**r,y:o*t.size*2**r,width:t.size*2**r,height:t.size*2**r},f=h.width/h.columns,g=h.height/h.rows,v=(te,ye,ie,re,Nt)=>[Math.max(te,Math.floor(-ie/re)-1),Math.min(te+ye,Math.ceil((Nt-ie)/re)+1)],[y,w]=v(u.x,u.width,a.x,a.scale,this.canvas.width),[S,E]=v(u.y,u.height,a.y,a.scaleY,this.canvas.height),P=(te,ye,ie,re)=>Math.max(0,Math.min(ie,(re?Math.ceil:Math.floor)(te/ye))),M=P(y-h.x,f,h.columns,!1),T=P(S-h.y,g,h.rows,!1),j=P(w-h.x,f,h.columns,!0),B=P(E-h.y,g,h.rows,!0);j<=M||B<=T||e.drawImage(d,M,T,j-M,B-T,a.x+(h.x+M*f)*a.scale,a.y+(h.y+T*g)*a.scaleY,(j-M)*f*a.scale,(B-T)*g*a.scaleY)}marks(e){let{viewport:t}=this,r=devicePixelRatio;this.regions.forEach((o,a)=>this.drawFrame(e,o,String(a+1),"#fff")),t.marked&&this.drawFrame(e,t.marked,"","#ffd400"),t.box&&this.drawFrame(e,t.box,"","#4da3ff");let{pointer:s}=t;if(s){let o=t.origin(),a=o.x+s.x*t.scale,c=o.y+s.y*t.scale;for(let[l,h]of[["#000",3],["#fff",1]]){e.strokeStyle=l,e.lineWidth=h*r,e.beginPath();for(let[d,u]of[[1,0],[-1,0],[0,1],[0,-1]])e.moveTo(a+d*4*r,c+u*4*r),e.lineTo(a+d*10*r,c+u*10*r);e.stroke()}}}drawFrame(e,t,r,s){let o=this.viewport.origin(),{scale:a}=this.viewport,c=devicePixelRatio,l=o.x+t.x*a,h=o.y+t.y*a;for(let[f,g,v]of[["#000",3,2],[s,1.5,2]]){e.strokeStyle=f,e.lineWidth=g*c;let y=v*c;e.strokeRect(l-y,h-y,t.width*a+2*y,t.height*a+2*y)}if(!r)return;e.font=`600 ${11*c}px sans-serif`;let d=h>18*c,u=d?h-3*c:Math.max(h,0)+4*c;e.textBaseline=d?"bottom":"top",e.lineWidth=3*c,e.strokeStyle="#000",e.strokeText(r,l+(d?0:4*c),u),e.fillStyle="#fff",e.fillText(r,l+(d?0:4*c),u)}showValues(){let e=this.renderRoot.querySelector("output");if(!e||!this.layer)return;let{pointer:t,world:r}=this.viewport,s=t&&t.x>=0&&t.y>=0&&t.x<r.width&&t.y<r.height;e.textContent=s?[this.layer,this.over].map(o=>this.valuesOf(o,t)).join(""):""}valuesOf(e,t){if(!e)return"";let{world:r}=this.viewport,s=Math.floor(t.x*e.width/r.width),o=Math.floor(t.y*e.height/r.height),a=this.library.picture(e).values(s,o),c=a?.values.map(d=>Number.isNaN(d)?"\u2013":b(d,5)).join(" ")??"\u2026",l=a&&!a.exact?"\u2248 ":"",h=this.over?`${e.label} `:`${s}, ${o}  `;return`${this.over&&e===this.over?"   ":""}${h}${l}${c}`}place(e){let t=this.canvas.getBoundingClientRect();return{x:(e.clientX-t.left)*devicePixelRatio,y:(e.clientY-t.top)*devicePixelRatio}}wheel(e){e.preventDefault();let t=e.deltaMode===1?20:1,r=this.place(e),s=e.ctrlKey?.01:.002,o=Math.max(-.7,Math.min(.7,-e.deltaY*t*s));this.viewport.zoomTo(this.viewport.scale*Math.exp(o),r.x,r.y)}down(e){if(e.button>0)return;e.currentTarget.setPointerCapture(e.pointerId);let t=this.place(e);this.fingers.set(e.pointerId,t),this.drag={...t,box:e.shiftKey,from:this.viewport.at(t.x,t.y)}}move(e){let{viewport:t}=this,r=this.place(e),s=this.fingers.get(e.pointerId);s&&this.fingers.size===2&&this.pinch(e.pointerId,r),s&&this.fingers.set(e.pointerId,r),this.drag&&this.fingers.size===1&&(this.drag.box?this.stretch(r):t.pan(r.x-this.drag.x,r.y-this.drag.y),this.drag={...this.drag,...r}),t.pointer=t.at(r.x,r.y),t.changed("pointer")}pinch(e,t){let r=this.fingers.get(e),s=[...this.fingers].find(([c])=>c!==e)[1],o=c=>Math.hypot(c.x-s.x,c.y-s.y)||1,a={x:(t.x+s.x)/2,y:(t.y+s.y)/2};this.viewport.pan((t.x-r.x)/2,(t.y-r.y)/2),this.viewport.zoomTo(this.viewport.scale*o(t)/o(r),a.x,a.y)}stretch(e){let{from:t}=this.drag,r=this.viewport.at(e.x,e.y);this.viewport.box={x:Math.min(t.x,r.x),y:Math.min(t.y,r.y),width:Math.abs(r.x-t.x),height:Math.abs(r.y-t.y)}}up(e){this.fingers.delete(e.pointerId);let{box:t}=this.viewport;if(this.viewport.box=null,t&&t.width>1&&t.height>1&&this.viewport.show(t,1),this.drag=null,this.fingers.size===1){let r=[...this.fingers.values()][0];this.drag={...r,box:!1,from:this.viewport.at(r.x,r.y)}}}leave(e){this.fingers.has(e.pointerId)||(this.viewport.pointer=null,this.viewport.changed("pointer"))}doubleClick(e){let t=this.place(e);this.viewport.zoom===null?this.viewport.zoomTo(Math.max(1,this.viewport.fitScale*2),t.x,t.y):this.viewport.fit()}};customElements.define("difference-pane",qe);var Lt=$`
 :host {
 display: flex;
 flex-direction: column;
 min-width: 0;
 min-height: 0;
 }
 .bar {
 display: flex;
 flex-wrap: wrap;
 gap: 6px 12px;
 align-items: center;
 padding: 6px 10px;
 border-bottom: 1px solid var(--line);
 background: var(--panel);
 }
 .chips {
 gap: 4px;
 max-height: 78px;
 overflow: auto;
 }
 .panes {
 flex: 1;
 min-height: 0;
 display: grid;
 gap: 1px;
 background: var(--stage);
 position: relative;
 overflow: hidden;
 }
 .handle {
 position: absolute;
 top: 25px;
 bottom: 0;
 width: 24px;
 margin-left: -12px;
 cursor: ew-resize;
 touch-action: none;
 border: 0;
 padding: 0;
 background: linear-gradient(#fff, #fff) center / 2px 100% no-repeat;
 filter: drop-shadow(0 0 1px #000);
 border-radius: 0;
 }
 .handle::after {
 content: "\\2194";
 display: grid;
 place-content: center;
 position: absolute;
 top: 50%;
 left: 0;
 width: 24px;
 height: 24px;
 margin-top: -12px;
 border-radius: 12px;
 background: #fff;
 color: #222;
 font-size: 14px;
 }
 .legend {
 display: flex;
 flex-wrap: wrap;
 gap: 4px 16px;
 align-items: center;
 padding: 5px 10px;
 border-top: 1px solid var(--line);
 background: var(--panel);
 font-size: 12px;
 }
 .scale {
 display: grid;
 grid-template-columns: auto 150px auto;
 justify-content: start;
 gap: 1px 6px;
 align-items: center;
 font-variant-numeric: tabular-nums;
 }
 .scale small {
 grid-column: 1 / -1;
 color: var(--dim);
 font-size: 11px;
 }
 .scale canvas {
 width: 150px;
 height: 12px;
 border: 1px solid var(--line);
 box-sizing: border-box;
 }
 .zoom {
 min-width: 3.4em;
 text-align: right;
 font-variant-numeric: tabular-nums;
 }
 .empty {
 display: grid;
 place-content: center;
 text-align: center;
 color: var(--dim);
 background: var(--stage);
 padding: 24px;
 }
`;var bi={side:"Side by side",slider:"Slider",blink:"Blink",overlay:"Overlay",difference:"Difference"},We=class extends x{constructor(){super();this.showSecond=!1;this.timer=0;this.scales=new Map;this.onLibrary=()=>this.requestUpdate();this.onView=()=>{Ue(),this.showZoom(),cancelAnimationFrame(this.pruning),this.pruning=requestAnimationFrame(()=>requestAnimationFrame(()=>this.library.prune()))};this.pruning=0;this.blinking=!0}static{this.properties={document_:{attribute:!1},entry:{attribute:!1},state:{attribute:!1},library:{attribute:!1},viewport:{attribute:!1},blinking:{state:!0}}}static{this.styles=[D,Lt]}connectedCallback(){super.connectedCallback(),this.library.addEventListener("change",this.onLibrary),this.viewport.addEventListener("view",this.onView)}disconnectedCallback(){super.disconnectedCallback(),this.library.removeEventListener("change",this.onLibrary),this.viewport.removeEventListener("view",this.onView),clearInterval(this.timer)}get shown(){let e=this.entry?.layers??[],t=this.state.shown?.filter(r=>r<e.length);return t?.length?t:e.flatMap((r,s)=>r.role==="error"?[]:[s]).slice(0,8)}layer(e){let t=this.entry?.layers??[];return t[Math.min(e,t.length-1)]??null}get images(){return this.entry?.layers.filter(e=>e.kind==="image")??[]}get base(){let{images:e}=this;return e.find(t=>t.role==="reference")??e[0]??null}errorsOf(e){let{base:t}=this;return e.map(r=>!t||r.kind!=="image"||r.id===t.id?null:this.errorMap(r)??De(t,r,this.state.signed))}errorMap(e){return this.state.signed?null:this.entry?.layers.find(t=>t.role==="error"&&t.method===e.label)??null}differenceOf(e,t){let{base:r}=this,s=Math.max(e.depth??8,t.depth??8)>8,o=e.id===r?.id?t:t.id===r?.id?e:null;return(s&&o?this.errorMap(o):null)??De(e,t,this.state.signed)}content(){let{state:e}=this,[t,r]=[this.layer(e.first),this.layer(e.second)];if(e.mode==="side"){let o=this.shown.map(c=>this.layer(c)).filter(c=>c!==null),a=[o.map(c=>({layer:c}))];if(e.errors){let c=this.errorsOf(o).filter(l=>l!==null);c.length&&a.push(c.map(l=>({layer:l})))}return a}if(!t||!r)return[];if(e.mode==="slider")return[[{layer:t,over:r,split:e.split}]];if(e.mode==="overlay")return[[{layer:t,over:r,opacity:e.opacity}]];if(e.mode==="blink")return[[{layer:this.showSecond?r:t}]];let s=this.differenceOf(t,r);return[[{layer:t},{layer:s},{layer:r}]]}rescale(e){let t=new Map;for(let r of e){if(r.kind!=="map")continue;let s=["difference","error"].includes(r.role)?`${r.role} ${r.unit_range}`:r.label,o=this.state.shared?`${s} ${r.unit} ${r.signed}`:r.id;t.set(o,[...t.get(o)??[],r])}this.scales=new Map;for(let r of t.values()){let s=r.map(a=>this.library.picture(a).sizes()).filter(a=>a!==null),o=ft(r,s,this.state);for(let a of r)this.scales.set(a.id,o)}}render(){if(!this.entry)return m;if(!this.entry.layers.length){let{errors:r,load:s,opening:o}=this.entry,a=r?.join(" ")||(s||o?"Opening \u2026":"The pictures of this image are not in this report.");return p`<div class="panes"><p class="empty">${a}</p></div>`}Ue();let e=this.content(),t=e.flat().flatMap(({layer:r,over:s})=>s?[r,s]:[r]);return this.rescale(t),p`
 ${this.toolbar()} ${this.state.mode==="side"?this.chips():this.pairBar()}
 <div class="panes" tabindex="0" role="group" aria-label="Images; arrow keys move, plus and minus zoom">
 ${e.flatMap((r,s)=>r.map(o=>this.pane(o,s,e[0])))}
 ${this.state.mode==="slider"?this.handle():m}
 </div>
 ${this.legend(t)}
 `}pane(e,t,r){let{layer:s,over:o}=e,{source:a}=s,c=a.type==="difference"?a.second.label:s.method??s.label,l=t?r.findIndex(u=>u.layer.label===c):-1,h=o?`${s.label}  |  ${o.label}`:s.label,d=this.state.boxes?this.entry?.regions??[]:[];return p`<difference-pane
 .library=${this.library}
 .viewport=${this.viewport}
 .layer=${s}
 .over=${o??null}
 .split=${e.split??null}
 .opacity=${e.opacity??1}
 .scales=${this.scales}
 .regions=${d}
 .heading=${h}
 .score=${o?null:this.scoreOf(s)}
 data-column=${l+1}
 ></difference-pane>`}scoreOf(e){let t=this.document_.metrics[this.state.metric],r=this.document_.kind==="study"?this.document_.methods.indexOf(e.label):-1;if(!t||r<0||e.kind!=="image"||e.role==="reference")return null;let s=this.document_.scores[t.spec]?.[r]?.[this.state.entry];return[t.spec,b(s==null?null:Number(s)),t.unit]}toolbar(){let{state:e}=this;return p`<div class="bar" role="toolbar" aria-label="Display">
 <span class="group">
 ${Q.map(t=>p`<button
 aria-pressed=${e.mode===t}
 @click=${()=>this.change({mode:t})}
 data-mode=${t}
 >${bi[t]}</button>`)}
 </span>
 <span class="group">
 <button @click=${()=>this.viewport.fit()} title="Whole image (f)">Fit</button>
 <button @click=${()=>this.viewport.zoomTo(1)} title="Actual pixels (o)">1:1</button>
 <button aria-label="Zoom out" title="Zoom out (\u2212)" @click=${()=>this.viewport.zoomTo(this.viewport.scale/1.5)}>\u2212</button>
 <button aria-label="Zoom in" title="Zoom in (+)" @click=${()=>this.viewport.zoomTo(this.viewport.scale*1.5)}>+</button>
 <span class="zoom" aria-label="Zoom"></span>
 </span>
 ${this.entry?.regions?.length?p`<label><input type="checkbox" .checked=${e.boxes} @change=${t=>this.change({boxes:be(t)})} /> Boxes</label>`:m}
 ${e.mode==="side"&&this.images.length>1?p`<label><input type="checkbox" data-control="errors" .checked=${e.errors} @change=${t=>this.change({errors:be(t)})} /> Errors</label>`:m}
 ${e.mode==="side"&&e.errors||e.mode==="difference"?p`<label><input type="checkbox" data-control="signed" .checked=${e.signed} @change=${t=>this.change({signed:be(t)})} /> Signed</label>`:m}
 </div>`}showZoom(){let e=this.renderRoot.querySelector(".zoom"),t=100*this.viewport.scale;e&&(e.textContent=`${t>=10?Math.round(t):b(t,2)} %`)}chips(){let e=this.entry?.layers??[];if(e.length<3)return m;let{shown:t}=this;return p`<div class="bar chips" role="group" aria-label="Shown images">
 ${e.map((r,s)=>{if(r.role==="error")return m;let o=t.includes(s),a=o?t.filter(c=>c!==s):[...t,s].sort((c,l)=>c-l);return p`<button class="chip" aria-pressed=${o} ?disabled=${o&&t.length===1} @click=${()=>this.change({shown:a})}>${r.label}</button>`})}
    </div>`}pairBar(){let{state:e}=this,t=this.entry?.layers??[],r=t.map((a,c)=>({layer:a,index:c})),s=(a,c)=>p`<label>${c}
 <select data-control=${a} @change=${l=>this.change({[a]:Number(ge(l))})}>
 ${r.filter(({layer:l})=>e.mode!=="difference"||l.kind==="image").map(({layer:l,index:h})=>p`<option value=${h} ?selected=${Math.min(e[a],t.length-1)===h}>${l.label}</option>`)}
 </select></label>`,o=(a,c,l,h,d,u)=>p`<label>${c} <input type="range" data-control=${a} min=${l} max=${h} step=${d} .value=${String(e[a])} @input=${f=>this.change({[a]:Number(ge(f))})} /> ${u}</label>`;return p`<div class="bar" role="group" aria-label="Images to compare">
 ${s("first","A")}
 <button @click=${()=>this.change({first:e.second,second:e.first})} title="Swap (x)" aria-label="Swap A and B">\u21c4</button>
 ${s("second","B")}
 ${e.mode==="overlay"?o("opacity","B",0,1,.01,`${Math.round(100*e.opacity)} %`):m}
 ${e.mode==="blink"?p`${o("speed","Speed",.2,10,.1,`${e.speed} per second`)}
 <button data-control="blink" aria-pressed=${this.blinking} @click=${()=>this.toggleBlink()}>${this.blinking?"Pause":"Resume"}</button>`:m}
 </div>`}handle(){let e=Math.round(100*this.state.split),t=s=>{let o=s.currentTarget;if(s.type==="pointerdown"&&o.setPointerCapture(s.pointerId),!o.hasPointerCapture(s.pointerId))return;let a=o.parentElement.getBoundingClientRect();this.change({split:Math.max(0,Math.min(1,(s.clientX-a.left)/a.width))})};return p`<button
 class="handle"
 role="slider"
 aria-label="Divider between A and B"
 aria-valuemin="0"
 aria-valuemax="100"
 aria-valuenow=${e}
 @pointerdown=${t}
 @pointermove=${t}
 @keydown=${s=>{let o={ArrowLeft:-.02,ArrowRight:.02,Home:-1,End:1}[s.key];o!==void 0&&(s.preventDefault(),s.stopPropagation(),this.change({split:Math.max(0,Math.min(1,this.state.split+o))}))}}
 ></button>`}legend(e){let t=new Map;for(let l of e){let h=this.scales.get(l.id);h&&t.set(h,[...t.get(h)??[],l])}if(!t.size)return m;let r=e.filter(l=>l.kind==="map").length,{state:s}=this,o=(l,h,d,u,f,g)=>p`<label>${h} <input type="range" data-control=${l} min=${l==="gain"?-2:0} max=${u} step="0.01" .value=${String(d)} aria-valuetext=${f} @input=${v=>this.change({[l]:g(Number(ge(v)))})} /> ${f}</label>`,a=`${b(s.gain,3)}\xD7`,c=s.threshold?b(s.threshold*[...t.keys()][0].vmax,3):"off";return p`<div class="legend" role="group" aria-label="Scale of the maps">
 ${[...t].slice(0,6).map(([l,h])=>p`<span class="scale" data-scale=${l.label}>
 <span>${b(l.vmin)}</span><canvas width="150" height="1" role="img" aria-label=${`Colours from ${l.label}`}></canvas><span>${b(l.vmax)}</span>
 <small>${gi(h)}: ${l.label}${h[0].positive&&l.vmin<0?`, above 0: ${h[0].positive}`:""}</small>
 </span>`)}
 ${o("gain","Gain",Math.log10(s.gain),2,a,l=>10**l)}
 ${o("threshold","Threshold",s.threshold,1,c,l=>l)}
 <label>Colours <select data-control="colourmap" @change=${l=>this.change({colourmap:ge(l)})}>
 ${R.map(l=>p`<option ?selected=${l===s.colourmap}>${l}</option>`)}
 </select></label>
 ${r>1?p`<label><input type="checkbox" data-control="shared" .checked=${s.shared} @change=${l=>this.change({shared:be(l)})} /> One scale for all</label>`:m}
 </div>`}updated(e){this.arrange(),this.showZoom(),this.drawScales(),this.blink();let t=this.renderRoot.querySelector(".handle");t&&(t.style.left=`${100*this.state.split}%`),e.size===0&&this.renderRoot.querySelectorAll("difference-pane").forEach(r=>r.requestUpdate())}arrange(){let e=this.renderRoot.querySelector(".panes");if(!e)return;let t=[...e.querySelectorAll("difference-pane")],{width:r,height:s}=e.getBoundingClientRect(),{world:o}=this.viewport,a=d=>{let u=Math.ceil(t.length/d);return Math.min(r/d/o.width,Math.max(20,s/u-26)/o.height)},c={columns:1,size:0};for(let d=1;d<=t.length;d++)a(d)>c.size*1.02&&(c={columns:d,size:a(d)});let l=t.filter(d=>d.dataset.column==="0").length,h=l<t.length&&a(l)>.75*c.size;h&&(c={columns:l,size:0});for(let d of t){let u=Number(d.dataset.column);d.style.gridColumn=h&&u?String(u):"",d.style.gridRow=h&&u?"2":""}e.style.gridTemplateColumns=`repeat(${c.columns}, minmax(0, 1fr))`,e.style.gridAutoRows="minmax(0, 1fr)"}drawScales(){this.renderRoot.querySelectorAll(".scale").forEach(e=>{let t=[...this.scales.values()].find(c=>c.label===e.dataset.scale),r=e.querySelector("canvas")?.getContext("2d");if(!t||!r)return;let s=Le(t.colourmap),o=s.length/3-1,a=r.createImageData(150,1);for(let c=0;c<150;c++){let l=t.vmin+c/149*(t.vmax-t.vmin);Math.abs(l)<t.threshold&&(l=0);let h=3*Math.round((l-t.vmin)/(t.vmax-t.vmin)*o);a.data.set([s[h],s[h+1],s[h+2],255],4*c)}r.putImageData(a,0,0)})}toggleBlink(){this.blinking=!this.blinking}blink(){clearInterval(this.timer),!(this.state.mode!=="blink"||!this.blinking)&&(this.timer=window.setInterval(()=>{this.showSecond=!this.showSecond,this.requestUpdate()},1e3/this.state.speed))}change(e){this.dispatchEvent(new CustomEvent("change-state",{detail:e,bubbles:!0,composed:!0}))}};function gi([n,...i]){let e=n.note??"";return i.length?{error:"error maps",difference:`difference of images, mean of channels${e}`}[n.role]??n.label:`${n.label}${e}`}var be=n=>n.target.checked,ge=n=>n.target.value;customElements.define("difference-stage",We);var ve=class extends EventTarget{constructor(){super(...arguments);this.world={width:1,height:1};this.zoom=null;this.x=.5;this.y=.5;this.pointer=null;this.box=null;this.marked=null;this.pane={width:300,height:300}}get fitScale(){let e=Math.min(this.pane.width/this.world.width,this.pane.height/this.world.height);return e>=1?Math.min(Math.floor(e),64):e}get scale(){return this.zoom??this.fitScale}origin(){let{scale:e}=this,t=this.zoom===null?{x:this.world.width/2,y:this.world.height/2}:this;return{x:Math.round(this.pane.width/2-t.x*e),y:Math.round(this.pane.height/2-t.y*e)}}at(e,t){let r=this.origin();return{x:(e-r.x)/this.scale,y:(t-r.y)/this.scale}}changed(e="view"){this.dispatchEvent(new Event(e))}open(e,t){e===this.world.width&&t===this.world.height||(this.world={width:e,height:t},this.changed())}resize(e,t){e===this.pane.width&&t===this.pane.height||(this.pane={width:e,height:t},this.changed())}fit(){this.zoom=null,this.x=this.world.width/2,this.y=this.world.height/2,this.changed()}zoomTo(e,t=this.pane.width/2,r=this.pane.height/2){let s=this.at(t,r),o=Math.min(this.fitScale,1)/4;this.zoom=Math.max(o,Math.min(64,e)),this.x=s.x+(this.pane.width/2-t)/this.zoom,this.y=s.y+(this.pane.height/2-r)/this.zoom,this.keepInside(),this.changed()}pan(e,t){this.zoom===null&&(this.zoom=this.fitScale,this.x=this.world.width/2,this.y=this.world.height/2),this.x-=e/this.zoom,this.y-=t/this.zoom,this.keepInside(),this.changed()}show(e,t=1.6){let r=Math.min(this.pane.width/(e.width*t),this.pane.height/(e.height*t));this.zoom=Math.min(r>=1?Math.floor(r):r,64),this.x=e.x+e.width/2,this.y=e.y+e.height/2,this.keepInside(),this.changed()}keepInside(){this.x=Math.max(0,Math.min(this.world.width,this.x)),this.y=Math.max(0,Math.min(this.world.height,this.y))}};var vi={images:"Images",places:"Places",plots:"Plots",methods:"Methods",errors:"Errors",about:"Record"},zt=2,yi=6,Ke=class extends x{constructor(){super();this.start=pe;this.tables=new Map;this.byName=new Map;this.placeIndex=-1;this.saving=0;this.announced="";this.library=new de;this.viewport=new ve;this.onKey=e=>this.key(e);this.onHash=()=>this.readAddress();this.onView=()=>this.save();this.onWheel=e=>{!e.ctrlKey&&!this.matches(":focus-within")&&e.stopPropagation()};this.skip=e=>{e.preventDefault(),this.stage?.renderRoot.querySelector(".panes")?.focus()};this.document=null,this.src="",this.headers={},this.embedded=!1,this.state=pe,this.failure="",this.theme="",this.showAll=!1}static{this.properties={document:{attribute:!1},src:{},headers:{attribute:!1},embedded:{type:Boolean},state:{state:!0},failure:{state:!0},theme:{reflect:!0},showAll:{state:!0}}}static{this.styles=[D,wt]}connectedCallback(){super.connectedCallback(),(this.embedded?this:window).addEventListener("keydown",this.onKey),this.embedded?this.addEventListener("wheel",this.onWheel,{capture:!0,passive:!0}):addEventListener("hashchange",this.onHash),this.viewport.addEventListener("view",this.onView),this.load()}disconnectedCallback(){super.disconnectedCallback(),removeEventListener("keydown",this.onKey),this.removeEventListener("keydown",this.onKey),this.removeEventListener("wheel",this.onWheel,{capture:!0}),removeEventListener("hashchange",this.onHash),this.viewport.removeEventListener("view",this.onView)}async load(){if(this.library.headers=this.headers,!this.document)try{if(this.src){let e=await fetch(this.src,{headers:this.headers});if(!e.ok)throw new Error(`the server answered ${e.status}`);this.document=await e.json()}else{let e=globalThis.document.getElementById("difference-document")?.textContent;e&&(this.document=JSON.parse(e))}}catch(e){this.failure=`This page cannot be opened: ${e instanceof Error?e.message:"its document is damaged"}.`}}willUpdate(e){e.has("document")&&this.document&&this.open(this.document),e.has("headers")&&(this.library.headers=this.headers)}open(e){if(e.schema!==zt){this.failure=`This page reads documents of schema ${zt}; this document has schema ${String(e.schema)}.`;return}this.failure="",this.tables.clear(),this.byName=new Map(e.entries.map((a,c)=>[a.name,c]));let t=e.kind==="study"&&e.methods.length<yi,r=e.entries.length>1,s=e.crops?.best[0]??e.crops?.rival_best[0],o=(s&&this.byName.get(s.image))??0;this.start={...pe,errors:t,entry:o,tab:r?"images":xi(e)},this.readAddress(),(this.embedded||!location.hash)&&s&&queueMicrotask(()=>this.goTo(s))}readAddress(){if(!this.document)return;let{state:e,place:t}=yt(this.embedded?"":location.hash,this.start);e.entry=Math.min(e.entry,Math.max(0,this.document.entries.length-1)),e.metric=Math.min(e.metric,Math.max(0,this.document.metrics.length-1)),this.state=e,this.world(),Object.assign(this.viewport,t.zoom===null?{zoom:null}:t),this.viewport.changed()}save(){clearTimeout(this.saving),this.saving=window.setTimeout(()=>{if(!this.document||!this.isConnected)return;let e=vt(this.state,this.start,this.viewport);!this.embedded&&e!==location.hash.slice(1)&&history.replaceState(null,"",e?`#${e}`:location.pathname+location.search);let r=`${this.entry?.name??""}, ${this.state.mode}, zoom ${this.viewport.zoom===null?"whole image":`${Math.round(100*this.viewport.scale)} %`}`,s=this.renderRoot.querySelector(".live");s&&r!==this.announced&&(s.textContent=this.announced=r)},200)}get entry(){return this.document?.entries[this.state.entry]??null}get table(){let{metric:e}=this.state,t=this.tables.get(e);return t||this.tables.set(e,t=new fe(this.document,e)),t}get boxes(){let{crops:e}=this.document??{};return e?ue.flatMap(t=>e[t]).flatMap(t=>this.boxOf(t)):(this.entry?.regions??[]).map(t=>({entry:this.state.entry,box:t}))}get hasPlaces(){let{crops:e,kind:t,entries:r}=this.document;return!!e||t==="comparison"&&r.some(({regions:s,load:o,opening:a})=>s??o??a)}boxOf(e){let t=this.byName.get(e.image);return t===void 0?[]:[{entry:t,box:{x:e.x,y:e.y,width:e.size,height:e.size}}]}async complete(){let{entry:e}=this,t=this.document?.entries??[],r=this.state.entry;if(!e?.load)return;let{load:s,...o}=e;t[r]={...o,opening:!0};try{let a=await fetch(s,{headers:this.headers});if(!a.ok)throw new Error(`the server answered ${a.status}`);let{record:c,...l}=await a.json();t[r]={...o,...l},c&&this.document&&t.length===1&&(this.document.record=c)}catch(a){t[r]={...o,errors:[a instanceof Error?a.message:"the entry cannot be opened"]}}this.entry===t[r]&&(this.state.tab==="places"&&!this.hasPlaces&&this.change({tab:"about"}),this.world(),this.requestUpdate(),await this.updateComplete,this.viewport.changed())}world(){this.complete();let e=this.entry?.layers??[],t=e.reduce((r,s)=>s.width*s.height>r.width*r.height?s:r,e[0]);t&&this.viewport.open(t.width,t.height),this.library.opened(e)}change(e){let t=e.entry!==void 0&&e.entry!==this.state.entry;this.state={...this.state,...e},t&&(this.viewport.marked=null,this.viewport.zoom=null,this.placeIndex=-1,this.world(),this.viewport.fit()),this.save()}goTo(e){for(let{entry:t,box:r}of this.boxOf(e))this.show(t,r)}show(e,t){this.change({entry:e}),this.viewport.marked=t,this.updateComplete.then(()=>this.viewport.show(t,1.8))}step(e){let{boxes:t}=this;if(!t.length)return;this.placeIndex=(this.placeIndex+e+t.length)%t.length;let{entry:r,box:s}=t[this.placeIndex],o=this.placeIndex;this.show(r,s),this.placeIndex=o}render(){if(this.failure)return p`<p class="failure" role="alert">${this.failure}</p>`;let e=this.document;if(!e)return p`<p class="failure">Loading \u2026</p>`;let t=e.entries.length>1;return p`
 <a class="skip" href="#" @click=${this.skip}>Skip to the images</a>
 <header>
 <h1>${e.title}</h1>
 <span class="sum">${e.summary??""}</span>
 <span class="tools">
 <button @click=${()=>ze("record.json",JSON.stringify(Rt(e),null,2),"application/json")}>JSON</button>
 ${e.metrics.length&&e.kind==="study"?p`<button @click=${()=>ze("scores.csv",Ct(e),"text/csv")}>CSV</button>`:m}
 <button @click=${()=>this.toggleTheme()} aria-label="Light or dark" title="Light or dark (l)">\u25d0</button>
 <button @click=${()=>this.help()} aria-label="Keys" title="Keys (?)">?</button>
 </span>
 </header>
 ${St(e,this.showAll,()=>this.showAll=!this.showAll)}
 <main @change-state=${r=>this.change(r.detail)}>
 <aside aria-label="Lists">${this.tabs(e)}${this.panel(e)}</aside>
 <section aria-label=${this.entry?.name??"Images"}>
 ${t||this.entry?.name!==e.title?p`<div class="title">
 ${t?p`<button aria-label="Previous image" title="Previous image (p)" @click=${()=>this.other(-1)}>\u2039</button>`:m}
 <h2>${this.entry?.name??""}</h2>
 ${t?p`<small>${this.state.entry+1} / ${e.entries.length}</small><button aria-label="Next image" title="Next image (n)" @click=${()=>this.other(1)}>\u203a</button>`:m}
 </div>`:m}
 <difference-stage .document_=${e} .entry=${this.entry} .state=${this.state} .library=${this.library} .viewport=${this.viewport}></difference-stage>
 </section>
 </main>
 <div class="live" role="status" aria-live="polite"></div>
 ${bt(this.embedded)}
 `}tabs(e){let t={images:e.entries.length>1||e.kind==="study",places:this.hasPlaces,plots:e.kind==="study"&&e.metrics.length>0,methods:e.kind==="study",errors:e.errors.length>0,about:!0},r=a=>a==="places"?e.crops?"Crops":"Regions":a==="errors"?`Errors (${e.errors.length})`:vi[a],s=je.filter(a=>t[a]);return p`<div class="tabs" role="tablist" @keydown=${a=>{let c={ArrowLeft:-1,ArrowRight:1}[a.key];if(!c)return;a.stopPropagation();let l=s[(s.indexOf(this.state.tab)+c+s.length)%s.length];this.change({tab:l}),this.updateComplete.then(()=>this.renderRoot.querySelector("[role=tab][aria-selected=true]")?.focus())}}>
 ${s.map(a=>p`<button role="tab" data-tab=${a} class=${a==="errors"?"bad":""} aria-selected=${this.state.tab===a} tabindex=${this.state.tab===a?0:-1} @click=${()=>this.change({tab:a})}>${r(a)}</button>`)}
 </div>`}panel(e){let{tab:t}=this.state;return t==="images"?p`<difference-table role="tabpanel" .table=${this.table} .state=${this.state}></difference-table>`:p`<div class="panel" role="tabpanel" tabindex="0">${this.panelContent(e,t)}</div>`}panelContent(e,t){let r=s=>this.change({entry:s});return t==="places"?Mt(e,this.entry,(s,o)=>this.show(s,o),this.byName,this.state.entry):t==="plots"?[this.metricChoice(e),_t(this.table),Tt(this.table,r)]:t==="methods"?kt(e):t==="errors"?Et(e,s=>r(this.byName.get(s)??this.state.entry)):At(e,this.entry)}metricChoice(e){return e.metrics.length<2?m:p`<label>Metric <select @change=${t=>this.change({metric:Number(t.target.value)})}>
 ${e.metrics.map(({spec:t},r)=>p`<option value=${r} ?selected=${r===this.state.metric}>${t}</option>`)}
 </select></label>`}other(e){let t=this.renderRoot.querySelector("difference-table"),r=this.document?.entries.length??1;t?t.step(e):this.change({entry:(this.state.entry+e+r)%r})}get stage(){return this.renderRoot.querySelector("difference-stage")}toggleTheme(){let e=this.theme?this.theme==="dark":matchMedia("(prefers-color-scheme: dark)").matches;this.theme=e?"light":"dark",this.updateComplete.then(()=>this.viewport.changed())}help(){let e=this.renderRoot.querySelector("dialog");e?.open?e.close():e?.showModal()}key(e){let t=e.composedPath()[0],r=t.matches?.("input:not([type=range]):not([type=checkbox]), select, textarea");if(e.ctrlKey||e.metaKey||e.altKey||!this.document)return;if(r){e.key==="Escape"&&t.blur();return}let s=t.matches?.("input[type=range]")&&e.key.startsWith("Arrow"),o=e.key===" "&&t.matches?.("button, input, a"),a=this.actions()[e.key];!a||s||o||(e.preventDefault(),a())}actions(){let{state:e,viewport:t}=this,r=(l,h)=>()=>t.pan(l*60*devicePixelRatio,h*60*devicePixelRatio),s=l=>()=>this.change({gain:Math.max(.01,Math.min(100,e.gain*l))}),o=l=>()=>this.change({threshold:Math.max(0,Math.min(1,Math.round(100*(e.threshold+l))/100))}),a=Object.fromEntries(Q.map((l,h)=>[String(h+1),()=>this.change({mode:l})])),c=R[(R.indexOf(e.colourmap)+1)%R.length];return{...a,ArrowLeft:r(1,0),ArrowRight:r(-1,0),ArrowUp:r(0,1),ArrowDown:r(0,-1),"+":()=>t.zoomTo(t.scale*1.5),"=":()=>t.zoomTo(t.scale*1.5),"-":()=>t.zoomTo(t.scale/1.5),f:()=>t.fit(),0:()=>t.fit(),o:()=>t.zoomTo(1),n:()=>this.other(1),p:()=>this.other(-1),j:()=>this.step(1),k:()=>this.step(-1),x:()=>this.change({first:e.second,second:e.first}),e:()=>this.change({errors:!e.errors}),s:()=>this.change({signed:!e.signed}),r:()=>this.change({boxes:!e.boxes})," ":()=>this.stage?.toggleBlink(),g:s(1.25),G:s(.8),t:o(.02),T:o(-.02),c:()=>this.change({colourmap:c}),l:()=>this.toggleTheme(),"/":()=>this.filter(),"?":()=>this.help()}}filter(){this.change({tab:"images"}),this.updateComplete.then(()=>this.renderRoot.querySelector("difference-table")?.focusFilter())}};function xi(n){let[i]=n.entries;return n.crops??i?.regions??(n.kind==="comparison"&&i?.load)?"places":n.kind==="study"?"methods":"about"}customElements.define("difference-page",Ke);})();
/*! Bundled license information:

@lit/reactive-element/css-tag.js:
  (**
   * @license
   * Copyright 2019 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)

@lit/reactive-element/reactive-element.js:
lit-html/lit-html.js:
lit-element/lit-element.js:
  (**
   * @license
   * Copyright 2017 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)

lit-html/is-server.js:
  (**
   * @license
   * Copyright 2022 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)
*/
